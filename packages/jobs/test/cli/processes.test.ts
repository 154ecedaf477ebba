import { readFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { setUpCli, type CliSetup, type Started } from '../support/set-up-cli.ts';

const POLL = { timeout: 20_000, interval: 10 };
const args = (file: string): string[] => ['run', file, '--column', 'Phone', '--yes'];

/** Starts the command, and waits until one of its requests has the fault. */
async function startUntil(
  { sandbox, start, file }: CliSetup,
  operation: Parameters<CliSetup['sandbox']['on']>[0],
  kind: 'timeout' | 'stall' | 'slow',
): Promise<Started> {
  sandbox.on(operation).fault(kind, { delay: 500 });
  const started = await start(args(file));
  await vi.waitFor(() => expect(sandbox.faults()).toHaveLength(1), POLL);
  return started;
}

const FINISHED = {
  code: 0,
  stderr: expect.stringMatching(/^Continuing job [\da-f]{16}\./),
  stdout: expect.stringContaining('credits charged   120'),
  uploads: 1,
  charged: 120,
  saved: expect.stringContaining('optimaldial_status'),
};

/** Runs the same command again. */
async function finish({ sandbox, start, file, path }: CliSetup) {
  const printed = await (await start(args(file))).ended;
  const charged = 10_000 - sandbox.credits();
  const saved = await readFile(path('crm.likely.csv'), 'utf8');
  return { ...printed, uploads: sandbox.uploads().length, charged, saved };
}

test('run: pays once and finishes after kill -9 in any request', async () => {
  const moments = [
    ['listUploads', 'timeout'],
    ['createUpload', 'timeout'],
    ['downloadProcessedFiltered', 'timeout'],
  ] as const;
  const runs = moments.map(async ([operation, kind]) => {
    const setup = await setUpCli();
    const { child, ended } = await startUntil(setup, operation, kind);
    child.kill('SIGKILL');
    await ended;
    return finish(setup);
  });
  expect(await Promise.all(runs)).toEqual(moments.map(() => FINISHED));
});

test('run: completes the request in progress after Ctrl-C, and stops immediately after a second one', async () => {
  const setup = await setUpCli({ clock: 'manual', processing: { queued: '2s', takes: '8s' } });
  const first = await startUntil(setup, 'createUpload', 'slow');
  first.child.kill('SIGINT');
  const { code, stderr } = await first.ended;
  expect([code, stderr]).toEqual([130, expect.stringMatching(/Stopping\.[^]*Nothing is paid twice\.\n$/)]);
  expect(JSON.parse((await setup.call(['status', '--json'])).stdout)).toMatchObject({
    state: 'submitted',
  });

  await setup.sandbox.advance('10s');
  setup.sandbox.reset();
  const second = await startUntil(setup, 'downloadProcessedFiltered', 'timeout');
  second.child.kill('SIGINT');
  await vi.waitFor(() => expect(second.stderr()).toContain('Stopping.'), POLL);
  second.child.kill('SIGINT');
  expect((await second.ended).code).toBe(130);
  expect(await finish(setup)).toEqual(FINISHED);
});

test('run: finishes the job when nothing reads its output anymore', async () => {
  const { start, file, sandbox } = await setUpCli();
  const { child, ended } = await start(['run', file, '--column', 'Phone', '--yes']);
  child.stdout?.destroy();
  child.stderr?.destroy();
  expect(await ended).toMatchObject({ code: 0 });
  expect(sandbox.uploads()).toMatchObject([{ status: 'completed' }]);
});
