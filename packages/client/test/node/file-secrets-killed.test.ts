import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { readdir, readFile, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { StoredWebhookSecrets } from '@optimaldial/client';
import { fileSecrets } from '@optimaldial/client/node';
import { loadSecrets } from '@optimaldial/client/webhooks';
import * as fc from 'fast-check';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { useTempFolder } from '../support/temp-folder.ts';

const disk = useTempFolder();

afterEach(() => void vi.restoreAllMocks());

/** Lets `schedule` decide when each access to the disk runs, and lets every process have the lock. */
function interleave(schedule: () => Promise<unknown>): void {
  const { open, readdir: list, readFile: read, rename, rm } = fs;
  const delay =
    <V extends unknown[], R>(work: (...values: V) => Promise<R>) =>
    async (...values: V): Promise<R> => {
      await schedule();
      return work(...values);
    };
  const openUnlocked = async (...[path, ...values]: Parameters<typeof open>): ReturnType<typeof open> =>
    String(path).endsWith('.lock') ? open(devNull) : open(path, ...values);
  const delayed = { open: delay(openUnlocked), readdir: delay(list), readFile: delay(read) };
  Object.assign(fs, { ...delayed, rename: delay(rename), rm: delay(rm) });
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { open, readdir: list, readFile: read, rename, rm });
    syncBuiltinESMExports();
  });
}

const immediately = (): Promise<unknown> => Promise.resolve();

const secretsOf = (...ids: string[]): StoredWebhookSecrets => ({
  endpoints: ids.map((id) => ({ id, url: 'https://crm.example', secret: id, activeSince: '' })),
});

/** Saves in a process that is killed before the rename. */
async function killWhileSaving(path: string): Promise<void> {
  const source = `
    import fs from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    fs.rename = () => new Promise(() => console.log('saving'));
    syncBuiltinESMExports();
    const { fileSecrets } = await import(process.argv[1]);
    setInterval(() => undefined, 1000);
    await fileSecrets(process.argv[2]).save(JSON.parse(process.argv[3]), undefined);`;
  const module = new URL('../../src/node/file-secrets.ts', import.meta.url).href;
  const values = [module, path, JSON.stringify(secretsOf('killed'))];
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source, ...values]);
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  child.kill('SIGKILL');
  await once(child, 'close');
}

test('fileSecrets: removes the secrets that a process left which was killed while it saved', async () => {
  const path = join(disk.folder, 'secrets.json');
  await killWhileSaving(path);
  const left = (await readdir(disk.folder)).find((name) => name.endsWith('.tmp')) ?? '';
  expect(await readFile(join(disk.folder, left), 'utf8')).toContain('killed');
  const uuid = left.split('.').at(-2);
  const others = [`other.json.${uuid}.tmp`, `secrets.json.bak.${uuid}.tmp`, 'secrets.json.tmp'];
  for (const other of others) await writeFile(join(disk.folder, other), '');
  vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(10_000);
  expect(await fileSecrets(path).save(secretsOf('one'), undefined)).toBe(true);
  expect((await readdir(disk.folder)).toSorted()).toEqual([...others, 'secrets.json'].toSorted());
});

test('fileSecrets: loses nothing that was saved if the lock failed, in any order of steps', async () => {
  let schedule = immediately;
  interleave(() => schedule());
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const path = join(disk.folder, `${crypto.randomUUID()}.json`);
      schedule = () => scheduler.schedule(Promise.resolve());
      const saved: string[] = [];
      const processes = ['a', 'b', 'c'].map(async (id) => {
        const store = fileSecrets(path);
        for (let attempt = 0; attempt < 3; attempt++) {
          const previous = (await store.load()) ?? undefined;
          const ids = previous?.endpoints.map((endpoint) => endpoint.id) ?? [];
          if ((await store.save(secretsOf(id, ...ids), previous)) !== false) return saved.push(id);
        }
        return undefined;
      });
      await scheduler.waitFor(Promise.all(processes));
      schedule = immediately;
      expect((await loadSecrets(fileSecrets(path))).toSorted()).toEqual(saved.toSorted());
      expect((await readdir(disk.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
