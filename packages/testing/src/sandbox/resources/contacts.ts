import type { Contact } from '@optimaldial/types';
import { conflict, ok, problem } from '../../engine/responses.ts';
import { isRecord } from '../../is-record.ts';
import { toE164 } from '../files/phone-numbers.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { ContactRecord, State } from '../state/state.ts';
import { serveRecord, type Call, type Serve } from './call.ts';
import type { ContactLifecycle } from './contact-lifecycle.ts';
import { listPage } from './pagination.ts';

type Operation = 'createContact' | 'listContacts' | 'retrieveContact' | 'cancelContact';

/** Responds with an error if the organization doesn't have the Contacts API. */
const ifEnabled =
  (serve: Serve): Serve =>
  (call) =>
    call.key.organization.contacts ? serve(call) : problem(call.operation, 'feature_not_enabled');

/** Creates the contact operations. */
export function createContactOperations(
  simulation: Simulation,
  { contacts, byIdempotencyKey }: Pick<State, 'contacts' | 'byIdempotencyKey'>,
  lifecycle: ContactLifecycle,
): Readonly<Record<Operation, Serve>> {
  return {
    createContact: ifEnabled((call) => {
      const { operation, key, body } = call;
      const { organization } = key;
      const fields = isRecord(body) ? body : {};
      const idempotencyKey = asText(fields['idempotency_key']);
      const scopedKey = idempotencyKey === undefined ? undefined : `${key.id} ${idempotencyKey}`;
      const existing = scopedKey === undefined ? undefined : byIdempotencyKey.get(scopedKey);
      if (existing !== undefined) return ok(existing.value);
      const phone = toE164(String(fields['phone']));
      if (phone === undefined) return problem(operation, 'bad_request');
      if (organization.credits < 1) return problem(operation, 'insufficient_credits');
      organization.credits -= 1;
      const url = asText(fields['callback_url']);
      const contact: ContactRecord = {
        organization,
        callback: url === undefined ? undefined : { url, secret: asText(fields['callback_secret']) ?? '' },
        value: newContact(simulation, call, phone),
      };
      contacts.add(contact);
      if (scopedKey !== undefined) byIdempotencyKey.set(scopedKey, contact);
      lifecycle.process(contact);
      return ok(contact.value);
    }),
    listContacts: ifEnabled(({ operation, key, query }) => {
      const { status } = query;
      const matches = ({ value }: ContactRecord): boolean => status === undefined || value.status === status;
      return listPage(operation, contacts.ownedBy(key.organization), query, matches);
    }),
    retrieveContact: ifEnabled(serveRecord(contacts, 'unknown_contact', ({ value }) => ok(value))),
    cancelContact: ifEnabled(
      serveRecord(contacts, 'unknown_contact', (contact) => {
        const { id, status, credits_charged: refunded } = contact.value;
        if (status !== 'queued') return conflict(`A contact in status ${status} cannot be cancelled`);
        contact.organization.credits += refunded;
        lifecycle.change(contact, { status: 'discarded' });
        return ok({ status: 'cancelled', contact_id: id, credits_refunded: refunded });
      }),
    ),
  };
}

function newContact({ clock, random }: Simulation, { key, body }: Call, phone: string): Contact {
  const now = clock.timestamp();
  const properties = isRecord(body) ? body['properties'] : undefined;
  return {
    id: random.uuid(),
    organization_id: key.organization.id,
    phone,
    properties: isRecord(properties) ? properties : {},
    status: 'queued',
    credits_charged: 1,
    created_at: now,
    updated_at: now,
    optimaldial_status: null,
    error_message: null,
    message: null,
  };
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
