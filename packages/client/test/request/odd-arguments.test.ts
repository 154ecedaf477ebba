import { createClient } from '@optimaldial/client';
import { openFile, saveDownload } from '@optimaldial/client/node';
import { expect, test, vi } from 'vitest';
import { pathToFileURL } from 'node:url';
import { apiKey, id, rejection, stub } from '../support/stub.ts';

// What JavaScript, or a slip at 5 pm, passes: refused with a sentence that helps, before anything is sent.

const numbers = Array.from({ length: 100 }, () => '+14155550123');
const started = () => stub(() => Response.json({ id, status: 'completed' }));

test.each([
  ['a controller', new AbortController()],
  ['an object', {}],
  ['a number', 5],
])('signal: rejects %s and leaves no timer', async (_, signal) => {
  vi.useFakeTimers();
  const { client, seen } = started();
  const options = { signal: signal as AbortSignal };
  for (const call of [
    client.uploads.create({ phone_numbers: numbers }, options),
    client.uploads.retrieve(id, options),
    client.uploads.wait(id, options),
    client.uploads.download(id, 'processed', options),
    client.uploads.find({ filename: 'x.csv', since: new Date() }, options),
    client.webhooks.list(options),
  ]) {
    expect(await rejection(call)).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('controller.signal'),
    });
  }
  expect([seen.length, vi.getTimerCount()]).toEqual([0, 0]);
  vi.useRealTimers();
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'takes an object'],
  ['a path', 'leads.csv', 'await openFile(path)'],
  ['an array', numbers, 'got an array'],
  ['a number among the numbers', { phone_numbers: [...numbers, 4_155_550_123] }, 'entry 100 is a number'],
  ['null among the numbers', { phone_numbers: [null, ...numbers] }, 'entry 0'],
  ['a string among contacts', { contacts: [...numbers], phone_column: 'phone' }, 'entry 0 is a string'],
])('uploads.create: rejects %s', async (_, list, message) => {
  const { client, seen } = started();
  const error = await rejection(client.uploads.create(list as { phone_numbers: string[] }));
  expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(message) });
  expect(String(error)).not.toMatch(/4155550/);
  expect(seen).toHaveLength(0);
});

test.each(['complete', '', [], ['completed', 'done']])('uploads.wait: rejects until %j', async (until) => {
  const { client, seen } = started();
  const error = await rejection(client.uploads.wait(id, { until: until as 'completed' }));
  expect(error).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('ready_for_processing'),
  });
  expect(seen).toHaveLength(0);
});

test('createClient: rejects a fetch that is not a function', () => {
  expect(() => createClient({ apiKey, fetch: 'undici' as unknown as typeof fetch })).toThrow(
    expect.objectContaining({ code: 'configuration' }),
  );
});

test('openFile: accepts a file: URL and rejects other values', async () => {
  expect((await openFile(pathToFileURL(import.meta.filename))).name).toBe('odd-arguments.test.ts');
  for (const path of [new URL('https://x.example/a.csv'), undefined, {}]) {
    expect(await rejection(openFile(path as string))).toMatchObject({ code: 'invalid_input' });
  }
});

test.each([undefined, '', 5])('saveDownload: rejects the path %j before sending', async (path) => {
  const { client, seen } = started();
  expect(await rejection(saveDownload(client, id, 'processed', path as string))).toMatchObject({
    code: 'invalid_input',
  });
  expect(seen).toHaveLength(0);
});
