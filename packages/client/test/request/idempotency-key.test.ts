import { InvalidInputError, OutcomeUnknownError } from '@optimaldial/client';
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { answering, moved, useMovedClock } from '../support/clock.ts';
import { rejection, stub } from '../support/stub.ts';

const phone = '+14155550123';
const MOST = description.components.schemas.CreateContact.properties.idempotency_key.maxLength;

/** Creates a contact as JavaScript does, with any key. */
function create(idempotency_key: unknown) {
  const { client, seen } = stub(() => Response.json({ id: 'c1' }));
  const contact: any = { phone, idempotency_key };
  return { contact: client.contacts.create(contact), seen };
}

const sentKey = async (init: RequestInit | undefined): Promise<unknown> =>
  (await new Response(init?.body ?? null).json()).idempotency_key;

test.each([[''], [' '], ['\t\r\n'], ['\u00a0\u3000'], ['k'.repeat(MOST + 1)], [7], [true], [{}], [['k']]])(
  'contacts.create: rejects the idempotency_key %j before sending',
  async (key) => {
    const { contact, seen } = create(key);
    const error = await rejection(contact);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toMatch(/`idempotency_key` of 1 to 255 characters.*Nothing was sent\./);
    expect(seen).toHaveLength(0);
  },
);

test.each([[undefined], [null]])(
  'contacts.create: generates an idempotency key when it is %j',
  async (key) => {
    const first = create(key);
    const second = create(key);
    await Promise.all([first.contact, second.contact]);
    const keys = await Promise.all([sentKey(first.seen[0]?.init), sentKey(second.seen[0]?.init)]);
    for (const sent of keys) expect(sent).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(keys[0]).not.toBe(keys[1]);
  },
);

test.each([['k'], [' lead 17 '], ['line\nbreak'], ['k'.repeat(MOST)], ['\u{1f4de}'.repeat(MOST)]])(
  'contacts.create: sends the idempotency_key %j unchanged',
  async (key) => {
    const { contact, seen } = create(key);
    await contact;
    expect(await sentKey(seen[0]?.init)).toBe(key);
  },
);

/** A raw POST that fails once. */
const post = (idempotency_key: unknown) => {
  const { client, seen } = answering([503, 200]);
  const body: any = { phone, idempotency_key };
  return { call: client.POST('/api/v1/contacts', { body }), seen };
};

describe('client.POST of a contact', () => {
  useMovedClock();

  test.each([[''], ['  '], [null], [undefined], [7], ['k'.repeat(MOST + 1)]])(
    'is not retried when its idempotency_key is %j',
    async (key) => {
      const { call, seen } = post(key);
      expect((await moved(call)).error).toBeInstanceOf(OutcomeUnknownError);
      expect(seen).toHaveLength(1);
    },
  );

  test('is retried with the same idempotency_key', async () => {
    const { call, seen } = post('lead-17');
    expect((await moved(call)).value).toHaveProperty('data');
    expect(await Promise.all(seen.map(({ init }) => sentKey(init)))).toEqual(['lead-17', 'lead-17']);
  });
});
