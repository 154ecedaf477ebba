import type { Contact } from '@optimaldial/types';
import { isRecord } from '../is-record.ts';
import type { Organization } from './account.ts';
import { conflict, ok, problem } from '../engine/responses.ts';
import type { Call, Context, Serve } from './context.ts';
import type { Dispatch } from './delivery/dispatch.ts';
import type { Events } from './delivery/events.ts';
import { classify, toE164 } from './files/phone-numbers.ts';
import { createCollection } from './pagination.ts';
import type { Processing } from './uploads.ts';

interface StoredContact {
  readonly organization: Organization;
  /** Who is told of its end. */
  readonly callback: { readonly url: string; readonly secret: string } | undefined;
  value: Contact;
}

type Operation = 'createContact' | 'listContacts' | 'retrieveContact' | 'cancelContact';

/** The contacts of a sandbox. */
export interface Contacts {
  readonly serve: Readonly<Record<Operation, Serve>>;
  /** Oldest first. */
  all(): readonly Contact[];
  /** Lets one fail; `undefined` where there is none by that id. */
  fail(id: string, message: string): Contact | undefined;
}

/** Where the organization does not have contacts, each of them says so. */
const enabled =
  (serve: Serve): Serve =>
  (call) =>
    call.key.organization.contacts ? serve(call) : problem(call.operation, 'feature_not_enabled');

/** Makes the contacts of a sandbox. */
export function createContacts(
  { clock, random }: Context,
  processing: Processing,
  dispatch: Pick<Dispatch, 'deliver'>,
  events: Pick<Events, 'ofContact'>,
): Contacts {
  const stored = createCollection<StoredContact>();
  const { find } = stored;
  // An idempotency key belongs to one API key of an organization.
  const byIdempotencyKey = new Map<string, StoredContact>();

  function change(contact: StoredContact, changed: Partial<Contact>): void {
    contact.value = { ...contact.value, ...changed, updated_at: clock.stamp() };
    const told = contact.callback && events.ofContact(contact.value);
    if (contact.callback === undefined || told === undefined) return;
    const { url, secret } = contact.callback;
    dispatch.deliver({ id: random.uuid(), event: told.event, secret, url: () => url });
  }

  function schedule(contact: StoredContact): void {
    const start = clock.now() + processing.queued;
    clock.at(start, () => {
      if (contact.value.status === 'queued') change(contact, { status: 'processing' });
    });
    clock.at(start + processing.takes, () => {
      if (contact.value.status !== 'processing') return;
      change(contact, { status: 'completed', optimaldial_status: classify(contact.value.phone) });
    });
  }

  /** Serves a call that names a contact, or answers that there is none. */
  const withContact =
    (serve: (contact: StoredContact, call: Call) => ReturnType<Serve>): Serve =>
    (call) => {
      const found = find(call.path[0]);
      const own = found?.organization === call.key.organization;
      return found !== undefined && own ? serve(found, call) : problem(call.operation, 'unknown_contact');
    };

  return {
    all: () => stored.all.map(({ value }) => value),
    fail(id, message) {
      const contact = find(id);
      if (contact === undefined) return undefined;
      const { status } = contact.value;
      if (status !== 'queued' && status !== 'processing') {
        throw new RangeError(`A contact that is ${status} cannot fail.`);
      }
      change(contact, { status: 'failed', error_message: message });
      return contact.value;
    },
    serve: {
      createContact: enabled(({ operation, key, body }) => {
        const { organization } = key;
        const given = isRecord(body) ? body : {};
        const idempotencyKey = text(given['idempotency_key']);
        const scoped = idempotencyKey === undefined ? undefined : `${key.id} ${idempotencyKey}`;
        const before = scoped === undefined ? undefined : byIdempotencyKey.get(scoped);
        if (before !== undefined) return ok(before.value);
        const phone = toE164(String(given['phone']));
        if (phone === undefined) return problem(operation, 'bad_request');
        if (organization.credits < 1) return problem(operation, 'insufficient_credits');
        organization.credits -= 1;
        const made = clock.stamp();
        const { properties } = given;
        const url = text(given['callback_url']);
        const contact: StoredContact = {
          organization,
          callback: url === undefined ? undefined : { url, secret: text(given['callback_secret']) ?? '' },
          value: {
            id: random.uuid(),
            organization_id: organization.id,
            phone,
            properties: isRecord(properties) ? properties : {},
            status: 'queued',
            credits_charged: 1,
            created_at: made,
            updated_at: made,
            optimaldial_status: null,
            error_message: null,
            message: null,
          },
        };
        stored.add(contact);
        if (scoped !== undefined) byIdempotencyKey.set(scoped, contact);
        schedule(contact);
        return ok(contact.value);
      }),
      listContacts: enabled(({ operation, key, query }) => {
        const { status } = query;
        return stored.page(
          operation,
          key.organization,
          query,
          ({ value }) => status === undefined || value.status === status,
        );
      }),
      retrieveContact: enabled(withContact(({ value }) => ok(value))),
      cancelContact: enabled(
        withContact((contact) => {
          const { id, status, credits_charged: refunded } = contact.value;
          if (status !== 'queued') return conflict(`A contact that is ${status} cannot be cancelled`);
          contact.organization.credits += refunded;
          change(contact, { status: 'discarded' });
          return ok({ status: 'cancelled', contact_id: id, credits_refunded: refunded });
        }),
      ),
    },
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
