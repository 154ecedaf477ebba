import { pathToFileURL } from 'node:url';
import { createClient } from '@optimaldial/client';
import { openFile, saveDownload } from '@optimaldial/client/node';
import { expect, test, vi } from 'vitest';
import {
  apiKey,
  fakeFetch,
  id,
  phoneList,
  rejection,
  rejectionBeforeSending,
} from '../support/fake-fetch.ts';

// Arguments that TypeScript would reject.

test.each([
  ['a controller', new AbortController()],
  ['an object', {}],
  ['a number', 5],
])('signal: rejects %s and leaves no timer', async (_, signal) => {
  vi.useFakeTimers();
  const { client, requests } = fakeFetch();
  const options = { signal: signal as AbortSignal };
  for (const call of [
    client.uploads.create(phoneList, options),
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
  expect([requests.length, vi.getTimerCount()]).toEqual([0, 0]);
  vi.useRealTimers();
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'the list must be an object'],
  ['a path', 'leads.csv', 'await openFile(path)'],
  ['an array', phoneList.phone_numbers, 'got an array'],
  [
    'a number among the numbers',
    { phone_numbers: [...phoneList.phone_numbers, 4_155_550_123] },
    '`phone_numbers` must be an array of strings, got a number at index 100',
  ],
  ['null among the numbers', { phone_numbers: [null, ...phoneList.phone_numbers] }, 'got null at index 0'],
  [
    'a string among contacts',
    { contacts: phoneList.phone_numbers, phone_column: 'phone' },
    '`contacts` must be an array of objects, got a string at index 0',
  ],
])('uploads.create: rejects %s', async (_, list, message) => {
  const untyped: any = list;
  const error = await rejectionBeforeSending((client) => client.uploads.create(untyped));
  expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(message) });
  expect(String(error)).not.toMatch(/555-?0/);
});

test.each(['complete', '', [], ['completed', 'done']])('uploads.wait: rejects until %j', async (until) => {
  const options: any = { until };
  const error = await rejectionBeforeSending((client) => client.uploads.wait(id, options));
  const message = expect.stringContaining('ready_for_processing');
  expect(error).toMatchObject({ code: 'invalid_input', message });
});

test('createClient: rejects a fetch that is not a function', () => {
  expect(() => createClient({ apiKey, fetch: 'undici' as unknown as typeof fetch })).toThrow(
    expect.objectContaining({ code: 'configuration' }),
  );
});

test('openFile: accepts a file: URL and rejects other values', async () => {
  expect((await openFile(pathToFileURL(import.meta.filename))).name).toBe('invalid-arguments.test.ts');
  for (const path of [new URL('https://x.example/a.csv'), undefined, {}]) {
    expect(await rejection(openFile(path as string))).toMatchObject({ code: 'invalid_input' });
  }
});

test.each([undefined, '', 5])('saveDownload: rejects the path %j before sending', async (path) => {
  const untyped: any = path;
  const error = await rejectionBeforeSending((client) => saveDownload(client, id, 'processed', untyped));
  expect(error).toMatchObject({ code: 'invalid_input' });
});
