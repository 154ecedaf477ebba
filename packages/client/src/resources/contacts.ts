import type { CancelledContact, Contact, CreateContact } from '@optimaldial/types';
import type { CallOperation } from '../request/call.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { createList, type List } from './pagination.ts';
import type { CallOptions } from '../request/call-options.ts';
import type { Query } from '../request/call-types.ts';
import { isIdempotencyKey } from '../request/operations.ts';
import { ownProperty } from '../own-property.ts';

/** Calls about contacts, single numbers. 403 `feature_not_enabled` where the organization does not have them. */
export interface Contacts {
  /**
   * Submits one number, for one credit; the result takes a day or two.
   *
   * @param contact with your own `idempotency_key` (1 to 255 characters), the same call made again returns
   *   the same contact and charges nothing, also in another process; without one, each call generates its
   *   own, so that its retries charge once
   * @throws InvalidInputError if the `idempotency_key` is blank, longer than 255 characters or no string;
   *   nothing was sent
   * @see `POST /api/v1/contacts`
   */
  create(contact: CreateContact, options?: CallOptions): Promise<Contact>;
  /**
   * Lists contacts, newest first, asking for pages as they are needed.
   *
   * @param query `status`; `limit`, items a page (1 to 100, default 50); `cursor`, where to start
   * @throws PaginationError if the server returns a cursor twice, so that the list would never end
   * @see `GET /api/v1/contacts`
   */
  list(query?: Query<'/api/v1/contacts', 'get'>, options?: CallOptions): List<Contact>;
  /** Retrieves one contact as it stands now. @see `GET /api/v1/contacts/{contact_id}` */
  retrieve(id: string, options?: CallOptions): Promise<Contact>;
  /** Cancels a contact that is still queued, and gives its credit back. @see `DELETE /api/v1/contacts/{contact_id}` */
  cancel(id: string, options?: CallOptions): Promise<CancelledContact>;
}

const one = (id: string) => ({ params: { path: { contact_id: id } } });

/** Makes the calls about contacts. */
export function createContacts(invoke: CallOperation): Contacts {
  return {
    create: async (contact, options) => {
      const key: unknown = ownProperty(contact, 'idempotency_key') ?? crypto.randomUUID();
      if (!isIdempotencyKey(key)) {
        throw new InvalidInputError(
          'contacts.create needs an `idempotency_key` of 1 to 255 characters that is not blank; leave it out to have one generated. Nothing was sent.',
        );
      }
      return invoke('post', '/api/v1/contacts', { body: { ...contact, idempotency_key: key } }, options);
    },
    list: (query, options) =>
      createList('/api/v1/contacts', query?.cursor, (cursor) =>
        invoke('get', '/api/v1/contacts', { params: { query: { ...query, cursor } } }, options),
      ),
    retrieve: (id, options) => invoke('get', '/api/v1/contacts/{contact_id}', one(id), options),
    cancel: (id, options) => invoke('delete', '/api/v1/contacts/{contact_id}', one(id), options),
  };
}
