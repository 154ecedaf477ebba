import { expect, test } from 'vitest';
import { numbers } from '../support/ambiguous.ts';
import { id, rejection, stub } from '../support/stub.ts';

const refusal = new TypeError(
  'RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.',
);

test('fetch: is called without the signal when it rejects one of another realm', async () => {
  const { client, seen } = stub((_, init) => {
    if (init.signal) throw refusal;
    return Response.json({ id });
  });
  expect(await client.uploads.create({ phone_numbers: numbers })).toEqual({ id });
  expect(seen).toHaveLength(2);
});

test('fetch: is not called again when it rejects the signal of an aborted call', async () => {
  const ends = new AbortController();
  const { client, seen } = stub(() => {
    ends.abort('enough');
    throw refusal;
  });
  expect(await rejection(client.uploads.retrieve(id, { signal: ends.signal }))).toBe('enough');
  expect(seen).toHaveLength(1);
});
