import { createSandbox, type Sandbox } from '@optimaldial/testing';
import { test } from '@optimaldial/testing/vitest';
import { describe, expect } from 'vitest';

const seen: Sandbox[] = [];
const ask = (sandbox: Sandbox, path: string) =>
  sandbox.fetch(`https://api.optimaldial.com${path}`, {
    headers: { authorization: `Bearer ${sandbox.apiKey}` },
  });

test('hands a sandbox to each test', async ({ sandbox }) => {
  seen.push(sandbox);
  sandbox.grant(5);
  expect((await ask(sandbox, '/api/v1/uploads')).status).toBe(200);
});

test('a fresh one each time', ({ sandbox }) => {
  expect(seen).not.toContain(sandbox);
  expect(sandbox.credits()).toBe(createSandbox().credits());
});

describe('with options', () => {
  test.override({ sandboxOptions: { credits: 50, clock: 'manual' } });

  test('of the file or a group of tests', async ({ sandbox }) => {
    const before = sandbox.now().getTime();
    await sandbox.advance('2h');
    expect([sandbox.credits(), sandbox.now().getTime() - before]).toEqual([50, 7_200_000]);
  });
});

test.fails('fails a test that left the description', async ({ sandbox }) => {
  await ask(sandbox, '/api/v1/uploads?limit=1000');
});

test('unless it says that it was meant', async ({ sandbox }) => {
  await ask(sandbox, '/api/v1/uploads?limit=1000');
  sandbox.reset();
});
