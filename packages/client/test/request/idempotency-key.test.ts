import { InvalidInputError, OutcomeUnknownError } from '@optimaldial/client';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { respondWith, settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, rejection } from '../support/fake-fetch.ts';

const phone = '+14155550123';
const MAX_LENGTH = spec.components.schemas.CreateContact.properties.idempotency_key.maxLength;

/** Creates a contact with any key. */
function create(idempotency_key: unknown) {
  const { client, requests } = fakeFetch(() => Response.json({ id: 'c1' }));
  const contact: any = { phone, idempotency_key };
  return { contact: client.contacts.create(contact), requests };
}

const sentKey = async (init: RequestInit | undefined): Promise<unknown> =>
  (await new Response(init?.body ?? null).json()).idempotency_key;

test.each([
  [''],
  [' '],
  ['\t\r\n'],
  ['\u00a0\u3000'],
  ['k'.repeat(MAX_LENGTH + 1)],
  [7],
  [true],
  [{}],
  [['k']],
])('contacts.create: rejects the idempotency_key %j before sending', async (key) => {
  const { contact, requests } = create(key);
  const error = await rejection(contact);
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).toMatch(/`idempotency_key` must be 1 to 255 characters.*Nothing was sent\./);
  expect(requests).toHaveLength(0);
});

test.each([[undefined], [null]])(
  'contacts.create: generates an idempotency key when it is %j',
  async (key) => {
    const first = create(key);
    const second = create(key);
    await Promise.all([first.contact, second.contact]);
    const keys = await Promise.all([sentKey(first.requests[0]?.init), sentKey(second.requests[0]?.init)]);
    for (const sent of keys) expect(sent).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(keys[0]).not.toBe(keys[1]);
  },
);

test.each([
  ['k'],
  [' lead 17 '],
  ['line\nbreak'],
  ['k'.repeat(MAX_LENGTH)],
  ['\u{1f4de}'.repeat(MAX_LENGTH)],
])('contacts.create: sends the idempotency_key %j unchanged', async (key) => {
  const { contact, requests } = create(key);
  await contact;
  expect(await sentKey(requests[0]?.init)).toBe(key);
});

/** A raw POST whose first attempt fails. */
const post = (idempotency_key: unknown) => {
  const { client, requests } = respondWith([503, 200]);
  const body: any = { phone, idempotency_key };
  return { call: client.POST('/api/v1/contacts', { body }), requests };
};

describe('client.POST of a contact', () => {
  useFakeClock();

  test.each([[''], ['  '], [null], [undefined], [7], ['k'.repeat(MAX_LENGTH + 1)]])(
    'is not retried when its idempotency_key is %j',
    async (key) => {
      const { call, requests } = post(key);
      expect((await settle(call)).error).toBeInstanceOf(OutcomeUnknownError);
      expect(requests).toHaveLength(1);
    },
  );

  test('is retried with the same idempotency_key', async () => {
    const { call, requests } = post('lead-17');
    expect((await settle(call)).value).toHaveProperty('data');
    expect(await Promise.all(requests.map(({ init }) => sentKey(init)))).toEqual(['lead-17', 'lead-17']);
  });
});
