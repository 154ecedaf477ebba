import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@optimaldial/client';
import { saveDownload } from '@optimaldial/client/node';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { list, setScene } from './scene.ts';

/** Names a part file like a process that has ended. */
async function abandonedName(apiKey: string, folder: string, path: string): Promise<string> {
  const ending = new AbortController();
  // Never responds.
  const client = createClient({ apiKey, fetch: () => new Promise(() => undefined) });
  const id = '00000000-0000-4000-8000-000000000000';
  const saving = saveDownload(client, id, 'processed', path, { signal: ending.signal });
  const name = await vi.waitFor(async () => {
    const [part] = (await readdir(folder)).filter((one) => one.endsWith('.part'));
    if (part === undefined) throw new Error('There is no part file yet.');
    return part;
  });
  ending.abort();
  await expect(saving).rejects.toThrow();
  const { pid } = spawnSync(process.execPath, ['--version']);
  return name.replace(`-${process.pid}-`, `-${pid}-`);
}

test('advance: removes the part file of a worker that was killed after another one had finished', async () => {
  const scene = await setScene();
  const folder = await temporaryFolder();
  const path = join(folder, 'likely.csv');
  const { jobs } = scene.worker();
  const options = { save: { processed: path } };
  await jobs.run('crm', list, options);
  await writeFile(join(folder, await abandonedName(scene.sandbox.apiKey, folder, path)), 'half of a file');
  expect(await readdir(folder)).toHaveLength(2);
  const requests = scene.sandbox.requests().length;
  await jobs.run('crm', list, options);
  expect(await readdir(folder)).toEqual(['likely.csv']);
  expect(scene.sandbox.requests()).toHaveLength(requests);
});
