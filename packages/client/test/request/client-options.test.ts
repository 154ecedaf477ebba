import { createClient } from '@optimaldial/client';
import { expect, test, vi } from 'vitest';
import { apiKey, id, phoneList, rejectionBeforeSending } from '../support/fake-fetch.ts';

const NO_MS = [Number.NaN, -1, -Infinity, '1000', '', 1000n, true, null, {}, [1000]];
const NO_COUNT = [...NO_MS, Infinity, 1.5, 2 ** 53];

const LIMITS: [string, unknown][] = [
  ...NO_MS.flatMap((value): [string, unknown][] => [
    ['timeout', value],
    ['deadline', value],
  ]),
  ...NO_COUNT.map((value): [string, unknown] => ['maxRetries', value]),
];

test.each(LIMITS)('createClient: throws a ConfigurationError when %s is %o', (name, value) => {
  const untyped: any = { apiKey, [name]: value };
  expect(() => createClient(untyped)).toThrow(
    expect.objectContaining({ code: 'configuration', message: expect.stringContaining(name) }),
  );
});

test.each(LIMITS)('uploads.retrieve: rejects before sending when %s is %o', async (name, value) => {
  const untyped: any = { [name]: value };
  const error = await rejectionBeforeSending((client) => client.uploads.retrieve(id, untyped));
  expect(error).toMatchObject({ code: 'invalid_input' });
});

test.each<[string, unknown, string]>([
  ['timeout', -1, '`timeout` must be a non-negative number of ms (0 disables it), got -1.'],
  ['deadline', '1000', '`deadline` must be a non-negative number of ms (0 disables it), got a string.'],
  ['maxRetries', 1.5, '`maxRetries` must be a non-negative integer, got 1.5.'],
  ['maxRetries', null, '`maxRetries` must be a non-negative integer, got null.'],
])('createClient: the error names the given value when %s is %o', (name, value, message) => {
  const untyped: any = { apiKey, [name]: value };
  expect(() => createClient(untyped)).toThrow(message);
});

test.each([
  ['timeout', [0, 0.5, 1, Infinity, undefined]],
  ['deadline', [0, 1, 1e300, Infinity, undefined]],
  ['maxRetries', [0, 1, 1000, undefined]],
])('createClient: %s accepts each of %o', (name, values) => {
  for (const value of values) expect(() => createClient({ apiKey, [name]: value })).not.toThrow();
});

test('createClient: rejects an option that does not exist', () => {
  const untyped: any = { apiKey, baseURL: 'http://127.0.0.1:47310' };
  expect(() => createClient(untyped)).toThrow(
    expect.objectContaining({
      code: 'configuration',
      message: expect.stringMatching(/`baseURL`.*\bbaseUrl\b/),
    }),
  );
});

test('uploads.create: rejects an option that does not exist, and sends nothing', async () => {
  const untyped: any = { maxCredit: 5 };
  expect(await rejectionBeforeSending((client) => client.uploads.create(phoneList, untyped))).toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(/`maxCredit`.*\bmaxCredits\b/),
  });
});

const agents: [string, object, boolean][] = [
  ['a page', { navigator: { userAgent: 'Mozilla/5.0 (X11) Chrome/140' }, process: undefined }, true],
  [
    'a worker of a page, with a bundler’s process',
    { navigator: { userAgent: 'Mozilla/5.0' }, process: { env: {}, versions: {} } },
    true,
  ],
  ['jsdom on Node', { navigator: { userAgent: 'Mozilla/5.0 (linux) jsdom/26' } }, false],
  ['Node 20', { navigator: undefined }, false],
  ['Workers', { navigator: { userAgent: 'Cloudflare-Workers' }, process: undefined }, false],
  ['Deno', { navigator: { userAgent: 'Deno/2.5' }, process: undefined }, false],
];
test.each(agents)('createClient: checks for a browser in %s', (_, globals, refused) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  try {
    if (refused) {
      expect(() => createClient({ apiKey })).toThrow(expect.objectContaining({ code: 'configuration' }));
      expect(() => createClient({ apiKey, dangerouslyAllowBrowser: true })).not.toThrow();
    } else {
      expect(() => createClient({ apiKey })).not.toThrow();
    }
  } finally {
    vi.unstubAllGlobals();
  }
});
