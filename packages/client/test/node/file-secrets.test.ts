import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { StoredWebhookSecrets } from '@optimaldial/client';
import { fileSecrets } from '@optimaldial/client/node';
import { loadSecrets } from '@optimaldial/client/webhooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let folder = '';
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'optimaldial-'))));
afterEach(() => rm(folder, { recursive: true }));

const secretsOf = (secret: string): StoredWebhookSecrets => ({
  endpoints: [{ id: secret, url: 'https://crm.example', secret, activeSince: '2026-11-26T00:00:00Z' }],
});

test('fileSecrets: stores secrets in a file that only its owner can read', async () => {
  const path = join(folder, 'secrets.json');
  const store = fileSecrets(path);
  expect(await store.load()).toBe(undefined);
  expect(await loadSecrets(store)).toEqual([]);
  await store.save(secretsOf('one'), undefined);
  expect(await fileSecrets(path).load()).toEqual(secretsOf('one'));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await chmod(path, 0o644);
  await store.save(secretsOf('two'), secretsOf('one'));
  expect(await loadSecrets(store)).toEqual(['two']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['secrets.json']);
});

test('fileSecrets: refuses to save if something else is stored', async () => {
  const path = join(folder, 'secrets.json');
  const stores = Array.from({ length: 8 }, () => fileSecrets(path));
  const saved = await Promise.all(stores.map((store, index) => store.save(secretsOf(`${index}`), undefined)));
  expect(saved.filter((result) => result !== false)).toHaveLength(1);
  expect(await loadSecrets(fileSecrets(path))).toEqual([`${saved.indexOf(true)}`]);
  expect(await fileSecrets(path).save(secretsOf('new'), secretsOf('other'))).toBe(false);
  // Formatted by hand.
  await writeFile(path, JSON.stringify(secretsOf('one')));
  expect(await fileSecrets(path).save(secretsOf('new'), secretsOf('one'))).toBe(true);
  expect(await readdir(folder)).toEqual(['secrets.json']);
});

test('fileSecrets: keeps what every one of several processes has saved', async () => {
  const path = join(folder, 'secrets.json');
  const add = async (id: string): Promise<void> => {
    const store = fileSecrets(path);
    for (;;) {
      const previous = (await store.load()) ?? undefined;
      const endpoints = [...secretsOf(id).endpoints, ...(previous?.endpoints ?? [])];
      if ((await store.save({ endpoints }, previous)) !== false) return;
    }
  };
  await fileSecrets(path).save({ endpoints: [] }, undefined);
  const ids = Array.from({ length: 12 }, (_, index) => `${index}`);
  await Promise.all(ids.map(add));
  expect((await loadSecrets(fileSecrets(path))).toSorted()).toEqual(ids.toSorted());
  expect(await readdir(folder)).toEqual(['secrets.json']);
});

test('fileSecrets: replaces the file that a symbolic link refers to', async () => {
  const shared = join(folder, 'shared.json');
  const link = join(folder, 'link.json');
  await fileSecrets(shared).save(secretsOf('one'), undefined);
  await symlink(shared, link);
  expect(await fileSecrets(link).save(secretsOf('two'), secretsOf('one'))).toBe(true);
  expect(await loadSecrets(fileSecrets(shared))).toEqual(['two']);
  expect(await loadSecrets(fileSecrets(link))).toEqual(['two']);
});

test('fileSecrets: ignores the lock of a process that was killed', async () => {
  const path = join(folder, 'secrets.json');
  await writeFile(`${path}.lock`, '');
  vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(10_000);
  expect(await fileSecrets(path).save(secretsOf('one'), undefined)).toBe(true);
  vi.restoreAllMocks();
  expect(await readdir(folder)).toEqual(['secrets.json']);
});

test('fileSecrets: reports a file that it cannot use, without its content', async () => {
  const path = join(folder, 'secrets.json');
  await writeFile(path, 'a1'.repeat(32));
  const error: unknown = await fileSecrets(path)
    .load()
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('could not be read'),
  });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('a1a1');
  await writeFile(path, '[]');
  await expect(loadSecrets(fileSecrets(path))).rejects.toThrow('loaded an array');
  await expect(fileSecrets(join(folder, 'missing', 'x')).save(secretsOf('a'), undefined)).rejects.toThrow(
    /could not be written \(ENOENT\)/,
  );
  await expect(fileSecrets(folder).load()).rejects.toThrow('EISDIR');
  expect(() => fileSecrets('')).toThrow('path of a file');
  expect(await readFile(path, 'utf8')).toBe('[]');
});
