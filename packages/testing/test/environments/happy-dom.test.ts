// @vitest-environment happy-dom
import { createSandbox } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { describeEnvironment } from './environment-tests.ts';

test('environment: is happy-dom', () => {
  expect(navigator.userAgent).toContain('HappyDOM');
});

test('happy-dom fetch: reaches a server that allows its origin, and no other', async () => {
  const sandbox = createSandbox();
  const headers = { authorization: `Bearer ${sandbox.apiKey}`, traceparent: '00-1-1-01' };
  const ask = async (cors?: string) => {
    await using server = await sandbox.listen({ cors });
    return (await fetch(`${server.url}/api/v1/uploads`, { headers })).status;
  };
  // The origin of the page in vitest.
  expect(await ask('http://localhost:3000')).toBe(200);
  await expect(ask()).rejects.toThrow();
});

describeEnvironment();
