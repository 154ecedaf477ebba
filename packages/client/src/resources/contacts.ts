import type { CancelledContact, Contact, CreateContact } from '@optimaldial/types';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { ownProperty } from '../own-property.ts';
import type { CallOperation } from '../request/call.ts';
import type { CallOptions } from '../request/call-options.ts';
import type { Query } from '../request/call-types.ts';
import { isIdempotencyKey } from '../request/operations.ts';
import { createList, type List } from './pagination.ts';

/**
 * Calls for contacts, which are single phone numbers. They throw a `PermissionError` with the reason
 * `feature_not_enabled` if the organization doesn't have the Contacts API.
 */
export interface Contacts {
  /**
   * Submits one phone number, for one credit. The result takes one or two days.
   *
   * @param contact a call with the same `idempotency_key` (1 to 255 characters) returns the same contact and
   *   isn't charged again, even from another process. By default, each call generates a key, so that its own
   *   retries are charged once
   * @throws InvalidInputError if the `idempotency_key` is blank, too long or not a string
   * @throws OutcomeUnknownError if the contact may have been created, and the key was generated: another call
   *   would have another key. Search with `list` before you call again
   * @see `POST /api/v1/contacts`
   */
  create(contact: CreateContact, options?: CallOptions): Promise<Contact>;
  /**
   * Lists contacts, newest first. Pages are requested as you iterate.
   *
   * @param query `status`; `limit` is the page size (1 to 100, default 50), `cursor` the page to start from
   * @throws PaginationError if the server returns the same cursor twice
   * @see `GET /api/v1/contacts`
   */
  list(query?: Query<'/api/v1/contacts', 'get'>, options?: CallOptions): List<Contact>;
  /** Retrieves a contact. @see `GET /api/v1/contacts/{contact_id}` */
  retrieve(id: string, options?: CallOptions): Promise<Contact>;
  /** Cancels a queued contact and refunds its credit. @see `DELETE /api/v1/contacts/{contact_id}` */
  cancel(id: string, options?: CallOptions): Promise<CancelledContact>;
}

const byId = (id: string) => ({ params: { path: { contact_id: id } } });

/** Creates the calls for contacts. */
export function createContacts(call: CallOperation): Contacts {
  return {
    create: async (contact, options) => {
      const given: unknown = ownProperty(contact, 'idempotency_key') ?? undefined;
      const key = given ?? crypto.randomUUID();
      if (!isIdempotencyKey(key)) {
        throw new InvalidInputError(
          '`idempotency_key` must be 1 to 255 characters and not blank. Omit it to have one generated.',
        );
      }
      const body = { ...contact, idempotency_key: key };
      return call('post', '/api/v1/contacts', { body }, { ...options, generatedKey: given === undefined });
    },
    list: (query, options) =>
      createList('/api/v1/contacts', query?.cursor, (cursor) =>
        call('get', '/api/v1/contacts', { params: { query: { ...query, cursor } } }, options),
      ),
    retrieve: (id, options) => call('get', '/api/v1/contacts/{contact_id}', byId(id), options),
    cancel: (id, options) => call('delete', '/api/v1/contacts/{contact_id}', byId(id), options),
  };
}
