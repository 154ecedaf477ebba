import { inspect } from 'node:util';
import { ConnectionError, DownloadError, isOptimalDialError } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import { id, path, rejection } from '../../support/fake-fetch.ts';
import { storage, truncated } from '../../support/fake-storage.ts';

const bytes = new TextEncoder().encode('Phone,likely\n+14155550123,yes\n'.repeat(50));
const whole = () =>
  new Response(bytes, { headers: { 'content-length': String(bytes.length), etag: '"v1"' } });
const LEAKS = /s1gned|storage\.example|od_live_|4155550123/;

/** Everything that a log could show of an error. */
function logged(error: unknown): string {
  if (!isOptimalDialError(error)) throw new Error('not ours');
  return [inspect(error, { depth: 9 }), JSON.stringify(error), error.stack, String(error.cause)].join('\n');
}

describe('download: credentials', () => {
  test.each(['original', 'processed', 'processed-filtered'] as const)(
    'storage receives no API key or caller headers, and the response hides the signed URL, for %s',
    async (which) => {
      const { client, requests } = storage(whole);
      const response = await client.uploads.download(id, which, { headers: { 'x-trace': 'mine' } });
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
      const { api, storage: files } = requests();
      expect(api.map((call) => new URL(call.url).pathname)).toEqual([`${path}/download/${which}`]);
      expect(api[0]?.headers.get('x-trace')).toBe('mine');
      expect(files).toHaveLength(1);
      expect([...(files[0]?.headers.keys() ?? [])]).toEqual(['accept-encoding']);
      expect(files[0]?.init.redirect).toBe('manual');
      expect(inspect(response)).not.toMatch(LEAKS);
      expect(response.headers.get('etag')).toBe('"v1"');
    },
  );

  test.each([403, 404, 416, 302, 204, 503])(
    'a DownloadError for a %i from storage hides the signed URL and the key',
    async (status) => {
      const respond = () =>
        new Response(
          status === 204 ? null : '<Error><Resource>/org-7/list.csv?token=s1gned</Resource></Error>',
          {
            status,
            headers: { location: 'https://elsewhere.example/?token=s1gned' },
          },
        );
      const { client } = storage(respond);
      const error = await rejection(client.uploads.download(id, 'processed'));
      expect(error).toBeInstanceOf(DownloadError);
      expect(error).toMatchObject({
        code: 'download',
        status,
        method: 'GET',
        path: `${path}/download/processed`,
      });
      expect(logged(error)).not.toMatch(LEAKS);
      expect(logged(error)).toContain(`the storage returned ${status}`);
    },
  );

  test('a ConnectionError hides the signed URL when connecting or reading the body', async () => {
    const { client } = storage(async () => {
      throw new TypeError('cannot reach https://storage.example/org-7/list.csv?token=s1gned');
    });
    const error = await rejection(client.uploads.download(id, 'processed'));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(logged(error)).not.toMatch(LEAKS);
    expect(logged(error)).toContain('The storage is a different host');

    const breaks = storage(() => truncated(bytes, 100));
    const response = await breaks.client.uploads.download(id, 'processed');
    const later = await rejection(response.text());
    expect(later).toBeInstanceOf(ConnectionError);
    expect(logged(later)).not.toMatch(LEAKS);
  });

  test.each([
    'http://storage.example/f?token=s1gned',
    'ftp://storage.example/f',
    'data:text/csv,x',
    'nonsense',
  ])('a signed URL %s is rejected', async (link) => {
    const { client, requests } = storage(whole, { link });
    const error = await rejection(client.uploads.download(id, 'processed'));
    expect(error).toBeInstanceOf(DownloadError);
    expect(logged(error)).not.toMatch(LEAKS);
    expect(requests().storage).toHaveLength(0);
  });

  test('a signed URL with http: is accepted on loopback and allowed hosts', async () => {
    for (const link of ['http://127.0.0.1:9/f', 'http://minio/f']) {
      const { client } = storage(whole, { link, allowInsecureHosts: ['minio'] });
      expect((await client.uploads.download(id, 'processed')).status).toBe(200);
    }
  });
});

test('download: requests one new signed URL when storage returns 403', async () => {
  const { client, requests } = storage((attempt) =>
    attempt === 1 ? new Response('expired', { status: 403 }) : whole(),
  );
  expect((await client.uploads.download(id, 'processed')).status).toBe(200);
  expect(requests().storage.map(({ url }) => url.at(-1))).toEqual(['1', '2']);

  const always = storage(() => new Response('expired', { status: 403 }));
  await rejection(always.client.uploads.download(id, 'processed'));
  expect(always.requests().storage).toHaveLength(2);
});
