import type { Contact } from '@optimaldial/types';
import { isRecord } from '../record.ts';
import type { Organization } from './account.ts';
import { JSON_TYPE, ok, problem } from './answers.ts';
import type { Context, Serve } from './context.ts';
import { classify, toE164 } from './numbers.ts';
import { page, type Listed } from './pages.ts';
import type { Processing } from './uploads.ts';
import type { Webhooks } from './webhooks.ts';

interface StoredContact extends Listed<Contact> {
  readonly organization: Organization;
  readonly idempotencyKey: string | undefined;
  value: Contact;
}

type Operation = 'createContact' | 'listContacts' | 'retrieveContact' | 'cancelContact';

/** Where the organization does not have contacts, each of them says so. */
const enabled =
  (serve: Serve): Serve =>
  (call) =>
    call.key.organization.contacts ? serve(call) : problem(call.operation, 'feature_not_enabled');

/** Makes the contacts of a sandbox. */
export function createContacts(
  { clock, random, turn }: Context,
  processing: Processing,
  webhooks: Pick<Webhooks, 'send' | 'event'>,
): Readonly<Record<Operation, Serve>> {
  const all: StoredContact[] = [];
  const find = (organization: Organization, id: string): StoredContact | undefined =>
    all.find((one) => one.organization === organization && one.value.id === id.toLowerCase());
  const change = (contact: StoredContact, changed: Partial<Contact>): void => {
    contact.value = { ...contact.value, ...changed, updated_at: clock.stamp() };
  };

  function schedule(contact: StoredContact, callback: { url: string; secret: string } | undefined): void {
    const start = clock.now() + processing.queued;
    clock.at(start, () => {
      if (contact.value.status === 'queued') change(contact, { status: 'processing' });
    });
    clock.at(start + processing.takes, () => {
      if (contact.value.status !== 'processing') return;
      change(contact, { status: 'completed', optimaldial_status: classify(contact.value.phone) });
      if (callback === undefined) return;
      const event = webhooks.event('contact.completed', { contact: contact.value });
      webhooks.send({ event, ...callback });
    });
  }

  return {
    createContact: enabled(({ operation, key: { organization }, body }) => {
      const given = isRecord(body) ? body : {};
      const idempotencyKey = text(given['idempotency_key']);
      const before = all.find(
        (one) =>
          one.organization === organization &&
          idempotencyKey !== undefined &&
          one.idempotencyKey === idempotencyKey,
      );
      if (before !== undefined) return ok(before.value);
      const phone = toE164(String(given['phone']));
      if (phone === undefined) return problem(operation, 'bad_request');
      if (organization.credits < 1) return problem(operation, 'insufficient_credits');
      organization.credits -= 1;
      const made = clock.stamp();
      const { properties } = given;
      const contact: StoredContact = {
        turn: turn(),
        organization,
        idempotencyKey,
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
      all.push(contact);
      const [url, secret] = [text(given['callback_url']), text(given['callback_secret'])];
      schedule(contact, url === undefined ? undefined : { url, secret: secret ?? '' });
      return ok(contact.value);
    }),
    listContacts: enabled(({ operation, key, query }) => {
      const { status } = query;
      const own = all.filter(
        ({ organization, value }) =>
          organization === key.organization && (status === undefined || value.status === status),
      );
      const found = page(own, query);
      return found === undefined
        ? problem(operation, 'bad_request', 'The cursor is none that the API gave')
        : ok(found);
    }),
    retrieveContact: enabled(({ operation, key, path: [id = ''] }) => {
      const found = find(key.organization, id);
      return found === undefined ? problem(operation, 'unknown_contact') : ok(found.value);
    }),
    cancelContact: enabled(({ operation, key: { organization }, path: [id = ''] }) => {
      const found = find(organization, id);
      if (found === undefined) return problem(operation, 'unknown_contact');
      if (found.value.status !== 'queued') {
        const detail = `A contact that is ${found.value.status} cannot be cancelled`;
        return { status: 409, headers: JSON_TYPE, body: { detail } };
      }
      const refunded = found.value.credits_charged;
      organization.credits += refunded;
      change(found, { status: 'discarded' });
      return ok({ status: 'cancelled', contact_id: found.value.id, credits_refunded: refunded });
    }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
