import { expect, test, vi } from 'vitest';
import { call, restart, sandbox, useSandbox } from '../support/setup-sandbox.ts';

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

test('sandbox.contacts: shows the new status when a contact is due', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  try {
    restart({ clock: 'running', contacts: true, credits: 10 });
    await create(sandbox.apiKey, 'a');
    expect(sandbox.contacts()).toMatchObject([{ status: 'queued' }]);
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(sandbox.contacts()).toMatchObject([{ status: 'completed' }]);
  } finally {
    vi.useRealTimers();
  }
});
