import { expect, test } from 'vitest';
import { call, sandbox, useSandbox } from '../support/setup-sandbox.ts';

useSandbox({ contacts: true, credits: 10 });

const create = async (key: string, idempotency_key: string): Promise<unknown> =>
  (await call('POST', '/contacts', { phone: '+14155550123', idempotency_key }, key)).body.id;

test('createContact: an idempotency key returns the same contact only for the same API key', async () => {
  const other = sandbox.createKey();
  const first = await create(sandbox.apiKey, 'a');
  expect(await create(sandbox.apiKey, 'a')).toBe(first);
  expect(await create(sandbox.apiKey, 'b')).not.toBe(first);
  expect(await create(other, 'a')).not.toBe(first);
  expect(sandbox.credits()).toBe(7);
});
