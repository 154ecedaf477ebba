import { InvalidInputError } from '../errors/invalid-input.ts';
import { createList } from './pagination.ts';
import { isKey } from '../request/operations.ts';
const one = (id) => ({ params: { path: { contact_id: id } } });
/** Makes the calls about contacts. */
export function createContacts(invoke) {
  return {
    create: async (contact, options) => {
      const key =
        (Object.hasOwn(contact, 'idempotency_key') ? contact.idempotency_key : undefined) ??
        crypto.randomUUID();
      if (!isKey(key)) {
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
