import { cp, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileStore, StoreError } from '../../../src/store/file/index.ts';
import { keyHash } from '../../../src/store/key-hash.ts';
import { replaceCalls } from '../../support/file-system.ts';
import { record } from '../../support/record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Lets calls of the file system fail. Returns a function that ends this. */
function failing(call: 'link' | 'open', code: string): () => void {
  let fails = true;
  replaceCalls((real) => ({
    [call]: (...args: [any, any]) =>
      fails ? Promise.reject(Object.assign(new Error('failed'), { code })) : real[call](...args),
  }));
  return () => {
    fails = false;
  };
}

const errorOf = async (promise: Promise<unknown>): Promise<StoreError> => {
  const error: unknown = await promise.then(
    () => new Error('It was fulfilled.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw error;
  return error;
};

it.each([
  ['is torn', '{"key":"a","state":"res'],
  ['is empty', ''],
  ['was filled with zeros', '\0\0\0\0'],
  ['is another JSON document', '{"name":"package"}'],
  ['belongs to another key', JSON.stringify(record('b'))],
])('fileStore: names the file and what to do when the newest version %s', async (_, text) => {
  const folder = await temporaryFolder();
  const store = fileStore(folder);
  await store.put(record('a'), 0);
  const path = join(folder, keyHash('a'), '1.json');
  await writeFile(path, text);
  const error = await errorOf(store.get('a'));
  expect(error.path).toBe(path);
  expect(error.next).toBe('person');
  expect(error.message).toContain(path);
  expect(error.message).toContain('Restore');
  expect((await errorOf(Array.fromAsync(store.list()))).message).toBe(error.message);
});

it('fileStore: refuses a key folder with a file that a sync tool added', async () => {
  const folder = await temporaryFolder();
  const store = fileStore(folder);
  await store.put(record('a'), 0);
  const path = join(folder, keyHash('a'), '1 (conflicted copy).json');
  await writeFile(path, '{}');
  expect(await errorOf(store.get('a'))).toMatchObject({ path, next: 'person' });
});

it('fileStore: refuses a copied key folder', async () => {
  const folder = await temporaryFolder();
  const store = fileStore(folder);
  await store.put(record('a'), 0);
  await cp(join(folder, keyHash('a')), join(folder, keyHash('b')), { recursive: true });
  expect((await errorOf(store.get('b'))).message).toContain('belongs to another key');
});

it('fileStore: reports that versions are missing when only the first file is left', async () => {
  const folder = await temporaryFolder();
  const store = fileStore(folder);
  await store.put(record('a'), 0);
  await rename(join(folder, keyHash('a'), '1.json'), join(folder, keyHash('a'), 'first.json'));
  expect(await store.put(record('a'), 0)).toBe(false);
  expect((await errorOf(store.get('a'))).message).toContain('are missing');
});

it('fileStore: says that the path contains a file', async () => {
  const folder = join(await temporaryFolder(), 'file');
  await writeFile(folder, '');
  for (const path of [folder, join(folder, 'below')]) {
    expect((await errorOf(fileStore(path).now())).message).toContain('A part of the path is a file.');
  }
});

it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV'])(
  'fileStore: says that the file system has no hard links on %s',
  async (code) => {
    const folder = await temporaryFolder();
    failing('link', code);
    const error = await errorOf(fileStore(folder).put(record('a'), 0));
    expect(error).toMatchObject({ path: folder, next: 'person' });
    expect(error.message).toContain(`does not support hard links (${code})`);
  },
);

it('fileStore: reports a full disk as transient', async () => {
  failing('link', 'ENOSPC');
  const error = await errorOf(fileStore(await temporaryFolder()).put(record('a'), 0));
  expect(error.next).toBe('retry');
  expect(error.message).toContain('The disk is full.');
  expect(error.toJSON()).toEqual({
    name: 'StoreError',
    message: error.message,
    code: 'job_store',
    next: 'retry',
  });
});

it('fileStore: starts a put again when its temporary file was removed', async () => {
  const store = fileStore(await temporaryFolder());
  await store.now();
  const end = failing('link', 'ENOENT');
  const put = store.put(record('a'), 0);
  setImmediate(end);
  expect(await put).toBe(true);
});

it.each([
  ['EACCES', 'read and write permission'],
  ['EROFS', 'read-only'],
])('fileStore: says before anything is sent that the folder is not writable on %s', async (code, advice) => {
  const folder = await temporaryFolder();
  failing('open', code);
  const store = fileStore(folder);
  expect((await errorOf(store.now())).message).toContain(advice);
  expect((await errorOf(store.put(record('a'), 0))).message).toContain(advice);
});
