import { execFile } from 'node:child_process';
import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TraceEvent } from '@optimaldial/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fakeFetch, id } from '../support/fake-fetch.ts';

test('tracing: binds a store to the channels, and nests the attempt and fetch in the call', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  onTestFinished(() => void vi.restoreAllMocks());
  const names = new AsyncLocalStorage<readonly string[]>();
  for (const name of ['call', 'attempt'] as const) {
    const { start } = tracingChannel<readonly string[], TraceEvent>(`optimaldial:${name}`);
    start.bindStore(names, (event) => [...(names.getStore() ?? []), event.name]);
    onTestFinished(() => void start.unbindStore(names));
  }
  const seen: unknown[] = [];
  const { client } = fakeFetch(
    (call) => {
      seen.push(names.getStore());
      return Response.json(call === 1 ? {} : { id }, { status: call === 1 ? 503 : 200 });
    },
    { maxRetries: 1, apiKey: async () => (seen.push(names.getStore()), `od_live_${'0'.repeat(32)}`) },
  );
  await names.run(['caller'], async () => {
    await client.uploads.retrieve(id);
    seen.push(names.getStore());
  });
  const attempt = ['caller', 'retrieveUpload', 'GET /api/v1/uploads/{upload_id}'];
  // The key and the request of each attempt, then the caller.
  expect(seen).toEqual([attempt, attempt, attempt, attempt, ['caller']]);
});

test('tracing: a call succeeds when listeners throw, and the process reports them as uncaught', async () => {
  const file = fileURLToPath(new URL('./throwing-listeners.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  const events = ['store', 'start', 'end', 'asyncStart', 'asyncEnd'];
  const { upload, uncaught } = JSON.parse(stdout) as { upload: unknown; uncaught: string[] };
  expect(upload).toEqual({ id: '1' });
  expect(uncaught.toSorted()).toEqual(
    ['attempt', 'call'].flatMap((name) => events.map((event) => `${name} ${event}`)).toSorted(),
  );
});
