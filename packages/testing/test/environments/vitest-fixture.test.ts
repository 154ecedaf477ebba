import { createSandbox, type Sandbox } from '@optimaldial/testing';
import { test } from '@optimaldial/testing/vitest';
import { describe, expect } from 'vitest';

const seen: Sandbox[] = [];
const ask = (sandbox: Sandbox, path: string) =>
  sandbox.fetch(`https://api.optimaldial.com${path}`, {
    headers: { authorization: `Bearer ${sandbox.apiKey}` },
  });

test('vitest fixture: provides a sandbox', async ({ sandbox }) => {
  seen.push(sandbox);
  sandbox.grant(5);
  expect((await ask(sandbox, '/api/v1/uploads')).status).toBe(200);
});

test('vitest fixture: provides a new sandbox for each test', ({ sandbox }) => {
  expect(seen).not.toContain(sandbox);
  expect(sandbox.credits()).toBe(createSandbox().credits());
});

describe('vitest fixture: sandboxOptions', () => {
  test.override({ sandboxOptions: { credits: 50, clock: 'manual' } });

  test('apply to a file or a group of tests', async ({ sandbox }) => {
    const before = sandbox.now().getTime();
    await sandbox.advance('2h');
    expect([sandbox.credits(), sandbox.now().getTime() - before]).toEqual([50, 7_200_000]);
  });
});

test.fails('vitest fixture: fails a test with violations', async ({ sandbox }) => {
  await ask(sandbox, '/api/v1/uploads?limit=1000');
});

test('vitest fixture: passes when the violations were reset', async ({ sandbox }) => {
  await ask(sandbox, '/api/v1/uploads?limit=1000');
  sandbox.reset();
});
