import { expect, test } from 'vitest';
import { createAccounts } from '../../../src/sandbox/account/accounts.ts';
import { createRateLimit } from '../../../src/sandbox/account/rate-limit.ts';
import { createRandom } from '../../../src/sandbox/simulation/random.ts';
import { operations } from '../../../src/spec/operations.ts';

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
