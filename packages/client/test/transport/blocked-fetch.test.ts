import { createClient } from '@optimaldial/client';
import { expect, test } from 'vitest';
import { apiKey, id, phoneList, rejection } from '../support/fake-fetch.ts';

// The errors that current versions of test tools throw when they block a request.
const named = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name }, more);
const BLOCKED: Readonly<Record<string, Error>> = {
  'msw 2': named(
    'InternalError',
    '[MSW] Cannot bypass a request when using the "error" strategy for the "onUnhandledRequest" option.',
  ),
  'nock 14, no match': named(
    'Error',
    `Nock: No match for request {\n  "headers": { "authorization": "Bearer ${apiKey}" },\n  "body": "+14155550123"`,
    { code: 'ERR_NOCK_NO_MATCH' },
  ),
  'nock 14, disallowed': named(
    'NetConnectNotAllowedError',
    'Nock: Disallowed net connect for "api.optimaldial.com:443/api/v1/uploads"',
    { code: 'ENETUNREACH' },
  ),
  "undici's MockAgent": new TypeError('fetch failed', {
    cause: named(
      'MockNotMatchedError',
      "Mock dispatch not matched for path '/api/v1/uploads': subsequent request to origin https://api.optimaldial.com was not allowed (net.connect disabled)",
      { code: 'UND_MOCK_ERR_MOCK_NOT_MATCHED' },
    ),
  }),
  'happy-dom 21': named(
    'NetworkError',
    'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "https://api.optimaldial.com/api/v1/uploads".',
  ),
};

test.each(Object.entries(BLOCKED))(
  'fetch: throws ConfigurationError after one attempt when blocked by %s',
  async (_, thrown) => {
    let attempts = 0;
    const fetch = (): Promise<Response> => {
      attempts += 1;
      return Promise.reject(thrown);
    };
    const client = createClient({ apiKey, fetch });
    for (const call of [
      () => client.uploads.retrieve(id),
      () => client.uploads.create(phoneList),
      () =>
        client.uploads.create({ file: new File(['Phone\n'.repeat(101)], 'a.csv'), phone_column: 'Phone' }),
    ]) {
      attempts = 0;
      const error = await rejection(call());
      expect(error).toMatchObject({ code: 'configuration' });
      expect(String(error)).toMatch(/was blocked by a test tool \(.+\)\. Nothing was sent\. Add a handler/);
      expect(String(error)).not.toContain(apiKey);
      expect(String(error)).not.toContain('14155550123');
      expect(attempts).toBe(1);
    }
  },
);

test('fetch: the outcome stays unknown when an error only mentions a test tool', async () => {
  const thrown = new TypeError('fetch failed', { cause: new Error('My proxy: [MSW] Cannot bypass') });
  const client = createClient({ apiKey, fetch: () => Promise.reject(thrown), maxRetries: 0 });
  expect(await rejection(client.uploads.create(phoneList))).toMatchObject({
    code: 'outcome_unknown',
  });
});

test('download: throws ConfigurationError after one attempt when a test tool blocks storage', async () => {
  let attempts = 0;
  const link = { download_url: 'https://storage.example/f?signature=secret', expires_at: 4_000_000_000 };
  const client = createClient({
    apiKey,
    fetch: (url) => {
      if (!url.startsWith('https://storage.example/')) return Promise.resolve(Response.json(link));
      attempts += 1;
      return Promise.reject(BLOCKED['msw 2']);
    },
  });
  const error = await rejection(client.uploads.download(id, 'original'));
  expect(error).toMatchObject({ code: 'configuration' });
  expect(String(error)).toContain('was blocked by a test tool');
  expect(attempts).toBe(1);
});
