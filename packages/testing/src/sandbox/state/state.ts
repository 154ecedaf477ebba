import type { Contact, Upload, WebhookDelivery, WebhookEndpoint } from '@optimaldial/types';
import type { Organization } from '../account/accounts.ts';
import type { SubmittedList } from '../files/phone-list.ts';
import { createCollection, type Collection } from './collection.ts';

/** An upload and its list. */
export interface UploadRecord {
  readonly organization: Organization;
  value: Upload;
  /** `undefined` in the web flow until the column is mapped. */
  list: SubmittedList | undefined;
  /** The file of the web flow. */
  readonly file?: File | undefined;
}

/** A contact and its callback. */
export interface ContactRecord {
  readonly organization: Organization;
  /** Receives an event when the contact is completed or failed. */
  readonly callback: { readonly url: string; readonly secret: string } | undefined;
  value: Contact;
}

/** A webhook endpoint and its deliveries. */
export interface EndpointRecord {
  readonly organization: Organization;
  readonly secret: string;
  value: WebhookEndpoint;
  /** Newest first. */
  readonly deliveries: WebhookDelivery[];
}

/** Every record of a sandbox. It has no behavior; the modules that create and change records are given it. */
export interface State {
  readonly uploads: Collection<UploadRecord>;
  readonly contacts: Collection<ContactRecord>;
  readonly endpoints: Collection<EndpointRecord>;
}

/** Creates an empty state. */
export function createState(): State {
  return {
    uploads: createCollection(),
    contacts: createCollection(),
    endpoints: createCollection(),
  };
}
