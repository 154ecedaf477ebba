import type { Contact, Upload, WebhookDelivery, WebhookEndpoint } from '@optimaldial/types';
import type { Organization } from '../account/accounts.ts';
import type { SubmittedList } from '../files/phone-list.ts';
import type { Blob } from '../../platform-file.ts';
import { createCollection, type Collection } from './collection.ts';

/** An upload and what is known of its list. */
export interface UploadRecord {
  readonly organization: Organization;
  value: Upload;
  /** `undefined` in the web flow until the column is mapped. */
  list: Omit<SubmittedList, 'original'> | undefined;
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

/** The records of a sandbox, as plain data. */
export interface Records {
  readonly uploads: UploadRecord[];
  readonly contacts: ContactRecord[];
  readonly endpoints: EndpointRecord[];
  /** The key consists of the ID of the API key and the idempotency key, which is scoped to it. */
  readonly byIdempotencyKey: Map<string, ContactRecord>;
}

/** Every record of a sandbox. It has no behavior; the modules that create and change records are given it. */
export interface State extends Pick<Records, 'byIdempotencyKey'> {
  readonly uploads: Collection<UploadRecord>;
  readonly contacts: Collection<ContactRecord>;
  readonly endpoints: Collection<EndpointRecord>;
  /** The file of each upload, by its ID. */
  readonly files: Map<string, Blob>;
}

/** Creates the state of records and files. */
export function createState(
  { uploads, contacts, endpoints, byIdempotencyKey }: Records,
  files: Map<string, Blob> = new Map(),
): State {
  return {
    uploads: createCollection(uploads),
    contacts: createCollection(contacts),
    endpoints: createCollection(endpoints),
    byIdempotencyKey,
    files,
  };
}
