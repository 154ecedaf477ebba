import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const script = new URL('../programs/check-targets.ts', import.meta.url).pathname;

test('checkTargets: rejects a folder that is not writable before anything is sent', async () => {
  const folder = await temporaryFolder();
  const check = async (mode: number): Promise<string> => {
    await chmod(folder, mode);
    return (await promisify(execFile)(process.execPath, [script, join(folder, 'all.csv')])).stdout;
  };
  expect(await check(0o777)).toBe('writable\n');
  expect(await check(0o555)).toContain("The folder of `save['processed']` isn't writable.");
});
