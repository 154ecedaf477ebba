import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fileSink } from '../../src/node/file-sink.ts';
import { rejection } from '../support/fake-fetch.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-sink-'));
  path = join(folder, 'file');
});
afterEach(() => rm(folder, { recursive: true }));

const chunk = (byte: number, size = 65_536): Uint8Array => new Uint8Array(size).fill(byte);

test('fileSink: writes all chunks in order before end resolves', async () => {
  await using file = await open(path, 'ax');
  const sink = fileSink(file);
  for (let byte = 0; byte < 100; byte++) await sink.append(chunk(byte));
  await sink.end();
  const written = await readFile(path);
  expect(written.length).toBe(100 * 65_536);
  expect(Array.from({ length: 100 }, (_, index) => written[index * 65_536])).toEqual([...Array(100).keys()]);
});

test('fileSink: clear discards chunks that still wait for the disk', async () => {
  await using file = await open(path, 'ax');
  const sink = fileSink(file);
  for (let byte = 0; byte < 40; byte++) await sink.append(chunk(byte));
  await sink.clear();
  await sink.append(chunk(7, 3));
  await sink.end();
  expect([...(await readFile(path))]).toEqual([7, 7, 7]);
});

test('fileSink: waits for the disk once a megabyte waits', async () => {
  await using file = await open(path, 'ax');
  const sink = fileSink(file);
  const settled: number[] = [];
  // The first chunk is being written, so it doesn't wait.
  const appends = Array.from({ length: 3 }, (_, index) =>
    sink.append(chunk(index, 600_000)).then(() => settled.push(index)),
  );
  await Promise.resolve();
  await Promise.resolve();
  expect(settled).toEqual([0, 1]);
  await Promise.all(appends);
});

test('fileSink: throws the error of an earlier write, and never ends the process', async () => {
  await writeFile(path, '');
  await using file = await open(path, 'r');
  const sink = fileSink(file);
  await sink.append(chunk(1));
  expect(await rejection(sink.end())).toMatchObject({ code: 'EBADF' });
  expect(await rejection(sink.append(chunk(2, 2_000_000)))).toMatchObject({ code: 'EBADF' });
  expect(await rejection(sink.clear())).toMatchObject({ code: 'EBADF' });
});

test('fileSink: writes the rest after a write that was cut short', async () => {
  await using file = await open(path, 'ax');
  const { writev } = file;
  vi.spyOn(file, 'writev').mockImplementation((chunks) =>
    writev.call(file, [Buffer.concat(chunks as Uint8Array[]).subarray(0, 5)]),
  );
  const sink = fileSink(file);
  for (let byte = 0; byte < 9; byte++) await sink.append(chunk(byte, 4));
  await sink.end();
  expect([...(await readFile(path))]).toEqual(
    Array.from({ length: 36 }, (_, index) => Math.floor(index / 4)),
  );
});

test('fileSink: throws the error of a flush in between, which the disk reports once', async () => {
  await using file = await open(path, 'ax');
  vi.spyOn(file, 'datasync').mockRejectedValueOnce(Object.assign(new Error('disk'), { code: 'EIO' }));
  const sink = fileSink(file);
  for (let byte = 0; byte < 20; byte++) await sink.append(chunk(byte, 1_048_576));
  expect(await rejection(sink.end())).toMatchObject({ code: 'EIO' });
});
