import { ConfigurationError, createClient } from '@optimaldial/client';
import { afterEach, expect, test, vi } from 'vitest';
import { apiKey, fakeFetch, id, rejection } from '../support/fake-fetch.ts';

afterEach(() => void vi.unstubAllEnvs());

test.each<[string, string | undefined, RegExp]>([
  ['missing', undefined, /No API key.*OPTIMALDIAL_API_KEY/],
  ['empty', '', /No API key/],
  ['of another service', 'sk_live_0123456789abcdef0123456789abcdef', /malformed.*od_live_/],
  ['cut off', 'od_live_0123', /malformed.*40 characters/],
  ['with a line break', `${apiKey}\n`, /whitespace/],
  ['with a header in it', `${apiKey}\r\nx-evil: 1`, /malformed/],
  ['with its scheme', `Bearer ${apiKey}`, /malformed/],
])('createClient: rejects an API key that is %s', (_, key, message) => {
  const make = () => createClient({ apiKey: key });
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow(message);
  if (key !== undefined && key !== '') expect(make).not.toThrow(key.trim());
});

test('createClient: accepts the key prefix of another environment', () => {
  expect(() => createClient({ apiKey: `od_test_${'a'.repeat(32)}` })).not.toThrow();
});

test('apiKey function: an invalid key or an error it throws rejects the call before sending', async () => {
  const invalid = fakeFetch(undefined, { apiKey: () => 'invalid' });
  expect(await rejection(invalid.client.uploads.retrieve(id))).toBeInstanceOf(ConfigurationError);
  const error = new Error('secret store unavailable');
  const failing = fakeFetch(undefined, { apiKey: () => Promise.reject(error) });
  expect(await rejection(failing.client.uploads.retrieve(id))).toBe(error);
  expect([...invalid.requests, ...failing.requests]).toHaveLength(0);
});

test('apiKey: is read from OPTIMALDIAL_API_KEY when not given', async () => {
  vi.stubEnv('OPTIMALDIAL_API_KEY', apiKey);
  const { client, requests } = fakeFetch(undefined, { apiKey: undefined });
  await client.uploads.retrieve(id);
  expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${apiKey}`);
});
