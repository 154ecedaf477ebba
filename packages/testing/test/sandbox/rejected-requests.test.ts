import { describe, expect, test } from 'vitest';
import { copySpec } from '../../src/spec/operations.ts';
import { call, csv, phones, restart, sandbox, upload, useSandbox } from '../support/setup-sandbox.ts';

useSandbox();

const rows = (count: number) => `Phone\n${phones.slice(0, count).join('\n')}\n`;

describe('sandbox uploads: rejected requests', () => {
  const refused: [string, number, object, string][] = [
    ['fewer than 100 valid numbers', 422, { phone_numbers: phones.slice(0, 99) }, 'At least 100'],
    ['99 valid ones among many', 422, csv(`${rows(99)}${'12\n'.repeat(500)}`), 'At least 100'],
    ['a column that is not there', 400, csv(rows(100), 'a.csv', 'phone'), 'no column named \\"phone\\"'],
  ];
  test.each(refused)('%s: returns %i', async (_, status, body, detail) => {
    const before = sandbox.credits();
    const answer = await call('POST', '/uploads', body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(detail);
    expect([sandbox.credits(), sandbox.uploads().length]).toEqual([before, 0]);
  });

  test('a list that costs more than the balance: returns 402', async () => {
    restart({ credits: 119 });
    expect(await call('POST', '/uploads', { phone_numbers: phones })).toMatchObject({ status: 402 });
    expect(sandbox.credits()).toBe(119);
  });

  test('a write without a subscription: returns 403, while reads succeed', async () => {
    restart({ subscription: false });
    expect(await call('POST', '/uploads', { phone_numbers: phones })).toMatchObject({ status: 403 });
    expect(await call('GET', '/uploads')).toMatchObject({ status: 200 });
  });

  test('API keys: unknown, revoked, expired, foreign and unscoped keys are rejected', async () => {
    const id = await upload();
    expect(await call('GET', `/uploads/${id}`, undefined, `od_live_${'0'.repeat(32)}`)).toMatchObject({
      status: 401,
    });
    const other = sandbox.createKey({ organization: 'new' });
    expect(await call('GET', `/uploads/${id}`, undefined, other)).toMatchObject({ status: 404 });
    expect(await call('GET', '/uploads', undefined, other)).toMatchObject({ body: { data: [] } });
    const reader = sandbox.createKey({ scopes: ['uploads:read'], expiresIn: '1h' });
    expect(await call('GET', `/uploads/${id}`, undefined, reader)).toMatchObject({ status: 200 });
    expect(await call('POST', '/uploads', { phone_numbers: phones }, reader)).toMatchObject({
      status: 403,
      body: {
        detail: {
          error: 'insufficient_scope',
          required: 'uploads:write',
          message: 'The API key lacks the scope uploads:write',
        },
      },
    });
    await sandbox.advance('1h');
    const expired = await call('GET', `/uploads/${id}`, undefined, reader);
    expect([expired.status, expired.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    sandbox.revokeKey(other);
    expect(await call('GET', '/uploads', undefined, other)).toMatchObject({ status: 401 });
  });

  test('rate limit: the 61st write in a minute returns 429 with the documented body', async () => {
    restart({ credits: 100_000 });
    for (let write = 0; write < 60; write++) await upload();
    const { status, headers, body } = await call('POST', '/uploads', { phone_numbers: phones });
    expect([status, headers.get('retry-after')]).toEqual([429, '60']);
    expect(body).toEqual({
      detail: { error: 'rate_limit_exceeded', limit: 60, observed: 61, retry_after_seconds: 60 },
    });
    expect(await call('GET', '/uploads')).toMatchObject({ status: 200 });
    await sandbox.advance('1min');
    await upload();
  });

  test('rate limit: limits per key and organization are configurable', async () => {
    restart({ limits: { key: 2, organization: 3 } });
    const other = sandbox.createKey();
    const statuses = [];
    for (const key of [sandbox.apiKey, sandbox.apiKey, sandbox.apiKey, other, other]) {
      statuses.push(await call('POST', '/uploads', { phone_numbers: phones }, key));
    }
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429, 200, 429]);
    expect(statuses[2]?.body).toMatchObject({ detail: { limit: 2, observed: 3 } });
    expect(statuses[4]?.body).toMatchObject({ detail: { limit: 3, observed: 4 } });
    const stranger = sandbox.createKey({ organization: 'new' });
    expect(await call('POST', '/uploads', { phone_numbers: phones }, stranger)).toMatchObject({
      status: 200,
    });
  });

  test('malformed or unknown IDs, cursors and disabled features are rejected', async () => {
    expect(await call('GET', '/uploads/00000000-0000-4000-8000-000000000000')).toMatchObject({ status: 404 });
    expect(await call('GET', '/uploads/7')).toMatchObject({ status: 422 });
    expect(await call('GET', '/uploads?cursor=nonsense')).toMatchObject({ status: 400 });
    expect(await call('GET', '/contacts')).toMatchObject({
      status: 403,
      body: { detail: { error: 'feature_not_enabled' } },
    });
  });
});

test('sandbox uploads: more than x-max-items of the spec return 413', async () => {
  const text = JSON.stringify(copySpec());
  expect(text.match(/"maxItems":250000/g)).toHaveLength(2);
  expect(text).not.toContain('x-max-items');
  const phone_numbers = Array.from({ length: 250_001 }, () => '1');
  expect(await call('POST', '/uploads', { phone_numbers })).toMatchObject({ status: 413 });
});
