import { createSandbox } from '@optimaldial/testing';
import { expect, test } from 'vitest';

test('createContact: an idempotency key returns the same contact only for the same API key', async () => {
  const sandbox = createSandbox({ contacts: true, credits: 10 });
  const create = async (key: string, idempotency_key: string): Promise<unknown> => {
    const response = await sandbox.fetch('https://api.optimaldial.com/api/v1/contacts', {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ phone: '+14155550123', idempotency_key }),
    });
    const { id } = (await response.json()) as { id: string };
    return id;
  };
  const other = sandbox.createKey();
  const first = await create(sandbox.apiKey, 'a');
  expect(await create(sandbox.apiKey, 'a')).toBe(first);
  expect(await create(sandbox.apiKey, 'b')).not.toBe(first);
  expect(await create(other, 'a')).not.toBe(first);
  expect(sandbox.credits()).toBe(7);
  sandbox.close();
});
