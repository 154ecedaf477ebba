import { execFile } from 'node:child_process';

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createMock } from '@optimaldial/testing';

const script = fileURLToPath(new URL('../src/demo.ts', import.meta.url));
const key = `od_live_${'s3cret-K'.repeat(4)}`;

/** Runs the demo in a pipe and returns its exit code and output. */
async function demo(env: Record<string, string> = {}) {
  const child = promisify(execFile)(process.execPath, [script], {
    env: { ...process.env, OPTIMALDIAL_API_KEY: '', ...env },
  });
  return child.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
}

test('demo: the command survives kill -9, and the list is charged once', async () => {
  const { code, stdout, stderr } = await demo();
  expect([code, stderr]).toEqual([0, '']);
  const command = '\\$ npx @optimaldial/jobs run crm-export\\.csv --column Phone .*\n';
  const shown = [
    `${command}crm-export\\.csv: 300 rows\\.[^]*\nsending the list\n`,
    '\nkill -9, before the response arrived: 300 credits are charged already\\.\n',
    `${command}Continuing job [^]*\nvalid numbers +300\nlikely to answer +98 .* 33 %\n`,
    '\n✓ 2 processes, 1 upload, 300 credits: charged once\n$',
  ];
  expect(stdout).toMatch(new RegExp(shown.join('[^]*')));
}, 30_000);

test('demo: sends nothing to the real API without a terminal to confirm the cost', async () => {
  const mock = createMock();
  await using server = await mock.listen();
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const env = { OPTIMALDIAL_API_KEY: key, OPTIMALDIAL_BASE_URL: server.url, TMPDIR: folder };
  const { code, stdout } = await demo(env);
  expect([code, mock.requests()]).toEqual([2, []]);
  expect(stdout).toContain("Nothing was sent, because the cost can't be confirmed");
  expect(stdout).not.toContain('s3cret-K');
}, 30_000);
