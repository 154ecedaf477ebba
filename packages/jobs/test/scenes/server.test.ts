import { createClient, type Upload } from '@optimaldial/client';
import { createJobs } from '@optimaldial/jobs';
import { phoneNumbers, type Sandbox } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { list, SETTLE_MS, setScene, uploadsOf } from './scene.ts';

/** An API that lists changed uploads, newest first. */
function changing({ apiKey, fetch }: Sandbox, change: (upload: Upload) => object): typeof globalThis.fetch {
  const { uploads } = createClient({ apiKey, fetch });
  return async (input, init) => {
    const { method, url } = new Request(input, { ...init, body: null });
    if (method !== 'GET' || new URL(url).pathname !== '/api/v1/uploads') return fetch(input, init);
    const data = (await Array.fromAsync(uploads.list()))
      .map((upload) => ({ ...upload, ...change(upload) }))
      .toSorted((a, b) => b.created_at.localeCompare(a.created_at));
    return Response.json({ data, next_cursor: null });
  };
}

test('advance: finds an upload that another machine of the server dated before the mark', async () => {
  const scene = await setScene();
  const fetch = changing(scene.sandbox, ({ valid_row_count, created_at }) => ({
    created_at: valid_row_count === 120 ? new Date(Date.parse(created_at) - 5000).toISOString() : created_at,
  }));
  scene.sandbox.on('createUpload').fault('reset-after-commit');
  await scene.worker({ fetch }).advance();
  scene.elapse(SETTLE_MS);
  expect(await scene.finish({ fetch })).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('advance: finds an upload whose filename was changed except for the token', async () => {
  const scene = await setScene();
  const { sandbox, store } = scene;
  const fetch = changing(sandbox, ({ original_filename: name }) => ({
    original_filename: name
      .replaceAll(/[^\w.-]/g, '_')
      .slice(0, 150)
      .toUpperCase(),
  }));
  const client = createClient({ apiKey: sandbox.apiKey, fetch });
  // This job shows that filenames are kept.
  await createJobs({ client, store }).run('other', { phone_numbers: phoneNumbers(100), filename: 'o.csv' });

  sandbox.on('createUpload').fault('reset-after-commit');
  const named = { ...list, filename: `Kunden März ${'x'.repeat(150)}.csv` };
  await scene.worker({ fetch }).jobs.advance('crm', named, { slice: 0 });
  scene.elapse(SETTLE_MS);
  expect(await scene.finish({ fetch })).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('advance: searches an account that has an upload without a filename', async () => {
  const scene = await setScene();
  const fetch = changing(scene.sandbox, ({ valid_row_count: rows }) =>
    rows === 101 ? { original_filename: null } : {},
  );
  scene.sandbox.on('createUpload').fault('reset-after-commit');
  await scene.worker({ fetch }).advance();
  expect(await scene.finish({ fetch })).toMatchObject({ state: 'done' });
});

test('advance: continues when the server does not find an upload that it has just created', async () => {
  const scene = await setScene();
  const missing = { status: 404, headers: { 'content-type': 'application/json' } };
  let isLate = true;
  const fetch: typeof globalThis.fetch = async (input, init) =>
    isLate && init?.method === 'GET' && !new Request(input).url.includes('?')
      ? new Response('{"detail":"Upload not found"}', missing)
      : scene.sandbox.fetch(input, init);
  expect(await scene.worker({ fetch }).advance()).toMatchObject({ state: 'submitted', error: undefined });
  isLate = false;
  expect(await scene.finish({ fetch })).toMatchObject({ state: 'done' });
});

test('advance: reports an upload that the server still does not find after a minute', async () => {
  const scene = await setScene({ processing: { queued: '1h' } });
  await scene.worker().advance();
  scene.elapse(60_000);
  const apiKey = scene.sandbox.createKey({ organization: 'new' });
  expect(await scene.worker({ apiKey }).advance()).toMatchObject({ error: { code: 'not_found' } });
});
