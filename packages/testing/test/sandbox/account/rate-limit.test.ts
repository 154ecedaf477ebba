import { expect, test } from 'vitest';
import { createAccounts } from '../../../src/sandbox/account/accounts.ts';
import { createRateLimit } from '../../../src/sandbox/account/rate-limit.ts';
import { createRandom } from '../../../src/sandbox/simulation/random.ts';
import { operations } from '../../../src/spec/operations.ts';
import { call, restart, sandbox, useSandbox } from '../../support/setup-sandbox.ts';

useSandbox();

const accounts = createAccounts(createRandom(1));

const rejected = (limit: number, observed: number) => ({
  status: 429,
  headers: { 'retry-after': '30' },
  body: { detail: { error: 'rate_limit_exceeded', limit, observed, retry_after_seconds: 30 } },
});

test('createRateLimit: rejects a write until the oldest one of the organization is a minute old', () => {
  const organization = accounts.createOrganization();
  const [a, b] = [accounts.createKey(organization), accounts.createKey(organization)];
  const write = operations.find(({ id }) => id === 'createUpload');
  if (write === undefined) throw new Error('The spec has no createUpload.');
  const rateLimit = createRateLimit({ key: 2, organization: 3 });
  expect([rateLimit(write, a, 0), rateLimit(write, b, 10_000), rateLimit(write, a, 20_000)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(rateLimit(write, a, 30_000)).toMatchObject(rejected(2, 3));
  expect(rateLimit(write, b, 30_000)).toMatchObject(rejected(3, 4));
  expect(rateLimit(write, b, 60_000)).toBeUndefined();
});

const write = async (key: string): Promise<number> =>
  (await call('POST', '/webhooks', { url: 'https://hooks.example' }, key)).status;

test('sandbox rate limit: does not count writes that return 403', async () => {
  restart({ limits: { organization: 1 } });
  const reader = sandbox.createKey({ scopes: ['uploads:read'] });
  expect([await write(reader), await write(reader)]).toEqual([403, 403]);
  expect(await write(sandbox.apiKey)).not.toBe(429);
  expect([await write(sandbox.apiKey), await write(reader)]).toEqual([429, 403]);
});
