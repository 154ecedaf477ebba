import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { DownloadError, InvalidInputError, OptimalDialError } from '@optimaldial/client';
import { type Progress, saveDownload } from '@optimaldial/client/node';
import { expect, test } from 'vitest';
import { id, rejection, rejectionBeforeSending } from '../support/fake-fetch.ts';
import { storage } from '../support/fake-storage.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const bytes = crypto.getRandomValues(new Uint8Array(50_000));
const whole = () =>
  new Response(bytes, { headers: { 'content-length': String(bytes.length), etag: '"v1"' } });
const disk = useTempFolder();

test('saveDownload: saves all bytes to the given path, readable only by the owner', async () => {
  const { client } = storage(whole);
  const progress: Progress[] = [];
  const saved = await saveDownload(client, id, 'processed-filtered', disk.target, {
    onProgress: (now) => progress.push(now),
  });
  expect(saved).toEqual({ path: disk.target, bytes: bytes.length });
  expect(await disk.saved()).toEqual(bytes);
  expect((await stat(disk.target)).mode & 0o777).toBe(0o600);
  expect(progress.at(-1)).toEqual({ received: bytes.length, total: bytes.length });
  expect(await disk.names()).toEqual(['likely.csv']);
});

test('saveDownload: keeps the previous file until the hidden part file is complete', async () => {
  await writeFile(disk.target, 'yesterday');
  const { client } = storage(whole);
  let during: string[] = [];
  let old = '';
  await saveDownload(client, id, 'processed', disk.target, {
    onProgress() {
      during = readdirSync(disk.folder);
      old = readFileSync(disk.target, 'utf8');
    },
  });
  expect(during).toHaveLength(2);
  expect(during.filter((name) => /^\.optimaldial-[\w-]+\.part$/.test(name))).toHaveLength(1);
  expect(old).toBe('yesterday');
  expect(await disk.saved()).toEqual(bytes);
});

test('saveDownload: rejects with the abort reason during a backoff and leaves no file', async () => {
  const reason = new Error('enough');
  const ends = new AbortController();
  const { client, requests } = storage(
    () => {
      setImmediate(() => ends.abort(reason));
      return new Response(null, { status: 503 });
    },
    { maxRetries: 2 },
  );
  const work = saveDownload(client, id, 'processed', disk.target, { signal: ends.signal });
  expect(await rejection(work)).toBe(reason);
  expect(requests().storage).toHaveLength(1);
  expect(await disk.names()).toEqual([]);
});

test('onProgress: an error it throws rejects saveDownload and leaves no file', async () => {
  const { client, requests } = storage(whole);
  // Even an error class of this package must pass through unchanged.
  const thrown = new OptimalDialError('connection', 'mine');
  const onProgress = () => {
    throw thrown;
  };
  expect(await rejection(saveDownload(client, id, 'processed', disk.target, { onProgress }))).toBe(thrown);
  expect(requests().storage.map(({ init }) => init.signal?.aborted)).toEqual([true]);
  expect(await disk.names()).toEqual([]);
});

test('onProgress: a rejected promise affects neither the download nor the process', async () => {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', listen);
  const { client } = storage(whole);
  await saveDownload(client, id, 'processed', disk.target, {
    onProgress: (): unknown => Promise.reject(new Error('mine')),
  });
  await new Promise((resolve) => void setImmediate(resolve));
  process.off('unhandledRejection', listen);
  expect(unhandled).toEqual([]);
  expect(await disk.saved()).toEqual(bytes);
});

test('saveDownload: rejects an unwritable path before sending and redacts phone numbers', async () => {
  const { client, requests } = storage(whole);
  const folderError = await rejection(saveDownload(client, id, 'processed', disk.folder));
  expect(folderError).toBeInstanceOf(InvalidInputError);
  expect(String(folderError)).toMatch(/saveDownload needs a file, but .* is a folder\./);
  const path = join(disk.folder, '+14155550123', 'x.csv');
  const error = await rejection(saveDownload(client, id, 'processed', path));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).toContain('(ENOENT). Check that the folder exists and is writable.');
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('4155550123');
  expect(requests().api).toHaveLength(0);
});

const faults: [string, string, (target: string) => Promise<unknown>][] = [
  ['becomes a folder', 'EISDIR|EPERM|EEXIST', (target) => mkdir(join(target, 'x'), { recursive: true })],
  ['loses its folder', 'ENOENT', (target) => rm(join(target, '..'), { recursive: true })],
];
test.each(faults)(
  'saveDownload: throws a DownloadError without paths or phone numbers when the target %s meanwhile',
  async (_, code, spoil) => {
    const folder = join(disk.folder, 'for (415) 555-0123');
    await mkdir(folder);
    const target = join(folder, '+14155550123.csv');
    let spoilt: Promise<unknown> | undefined;
    const { client } = storage(async () => {
      await (spoilt ??= spoil(target));
      return whole();
    });
    const error = await rejection(saveDownload(client, id, 'processed', target));
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ code: 'download', status: undefined });
    expect(String(error)).toMatch(new RegExp(code));
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(shown).not.toMatch(/4155550123|555-0123|\.part/);
    expect(await disk.names()).not.toContainEqual(expect.stringContaining('.part'));
  },
);

test.each<[string, Record<string, string>, string]>([
  ['JSON', { 'content-type': 'application/json' }, '{"error":"x"}'],
  ['a PDF', { 'content-type': 'application/pdf' }, '%PDF'],
  ['HTML labelled as text', { 'content-type': 'text/plain' }, ' <!-- x --><html>'],
  ['XML labelled as bytes', { 'content-type': 'binary/octet-stream' }, '<Error><Code>AccessDenied</Code>'],
  ['an unsupported content encoding', { 'content-encoding': 'lz4' }, 'x'],
  ['a decoded encoding beside another', { 'content-encoding': 'gzip, identity' }, 'x'],
])('saveDownload: rejects %s and leaves no file', async (_, headers, text) => {
  const { client } = storage(() => new Response(text, { headers }));
  const error = await rejection(saveDownload(client, id, 'processed', disk.target));
  expect(error).toMatchObject({ code: 'download' });
  expect(await disk.names()).toEqual([]);
});

test('saveDownload: rejects a device as target and does not replace it', async () => {
  const error = await rejectionBeforeSending((client) => saveDownload(client, id, 'processed', '/dev/null'));
  expect(error).toMatchObject({ code: 'invalid_input' });
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
});
