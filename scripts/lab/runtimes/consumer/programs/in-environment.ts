/**
 * Vitest tests of a user in an environment that simulates a browser. In jsdom the client works. In happy-dom
 * it works with the fetch of the sandbox. Errors name the environment to set.
 */
import { createClient } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import { afterAll, expect, test } from 'vitest';
import { nodeScenario } from '../scenarios/node-scenario.ts';

const isHappy = 'happyDOM' in globalThis;
const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const phone_numbers = phoneNumbers(100);
const csv = `Phone\r\n${phone_numbers.join('\r\n')}\r\n`;

const inProcess = createSandbox({ clock: 'manual', credits: 100_000 });
const served = createSandbox({ clock: 'manual', credits: 100_000 });
const server = await served.listen();
afterAll(() => server.close());
const byFetch = createClient({ apiKey: inProcess.apiKey, fetch: inProcess.fetch });
const overHttp = createClient({ apiKey: served.apiKey, baseUrl: server.url, maxRetries: 0 });

test('the environment simulates a browser', () => {
  expect(globalThis).toHaveProperty('document');
});

test('sandbox.fetch: everything works', async () => {
  await nodeScenario(byFetch, inProcess);
  const caller = new AbortController();
  const reason = new Error('enough');
  const call = byFetch.uploads.retrieve(ID, { signal: caller.signal });
  caller.abort(reason);
  await expect(call).rejects.toBe(reason);
});

test('a File of the environment: is sent, or rejected with the environment to set', async () => {
  const file = new File([csv], 'own.csv', { type: 'text/csv' });
  const call = byFetch.uploads.create({ file, phone_column: 'Phone' });
  if (isHappy) expect((await call).original_filename).toBe('own.csv');
  else await expect(call).rejects.toThrow(/`node` environment.*Nothing was sent/s);
});

test('global fetch: everything works, or is rejected with the environment to set', async () => {
  if (!isHappy) {
    await nodeScenario(overHttp, served);
    return;
  }
  const file = await openFile('in-environment.test.js');
  for (const call of [
    () => overHttp.uploads.retrieve(ID),
    () => overHttp.uploads.create({ phone_numbers }),
    () => overHttp.uploads.create({ file, phone_column: 'Phone' }),
  ]) {
    const reason: unknown = await call().catch((error: unknown) => error);
    expect(String(reason)).toContain('Nothing was sent.');
    // A hyphen here would set the environment of this file.
    expect(String(reason)).toMatch(/@vitest.environment node/);
    expect(reason).not.toMatchObject({ code: 'outcome_unknown' });
  }
  expect(served.requests('createUpload')).toEqual([]);
});
