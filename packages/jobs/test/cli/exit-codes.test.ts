import { devNull } from 'node:os';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { setUpCli } from '../support/set-up-cli.ts';

const SLOW = { clock: 'manual', processing: { queued: '2s', takes: '8s' } } as const;
const run = (file: string): string[] => ['run', file, '--column', 'Phone', '--yes'];

test('run: exits with 3 without enough credits, and continues when there are some', async () => {
  const { call, file, sandbox } = await setUpCli({ credits: 10 });
  expect(await call(run(file))).toMatchObject({ code: 3, stderr: expect.stringMatching(/402/) });
  sandbox.grant(200);
  expect(await call(run(file))).toMatchObject({ code: 0 });
  expect(sandbox.uploads()).toHaveLength(1);
});

test('run: exits with 3 when the API key is rejected', async () => {
  const { call, file } = await setUpCli();
  const env = { OPTIMALDIAL_API_KEY: `od_live_${'0'.repeat(32)}` };
  const { code, stderr } = await call(run(file), { env });
  expect([code, stderr]).toEqual([3, expect.stringContaining('Check the API key')]);
});

test('run: exits with 1 when the upload failed', async () => {
  const { call, file, sandbox } = await setUpCli(SLOW);
  expect(await call([...run(file), '--max-wait', '0'])).toMatchObject({ code: 4 });
  sandbox.fail(String(sandbox.uploads()[0]?.id));
  const { code, stderr } = await call(run(file));
  expect([code, stderr]).toEqual([1, expect.stringContaining('is failed')]);
});

test('run --max-wait: exits with 4 while the upload is processed', async () => {
  const { call, file, sandbox } = await setUpCli(SLOW);
  const { code, stderr } = await call([...run(file), '--max-wait', '0']);
  expect([code, stderr]).toEqual([4, expect.stringContaining('Run the same command later to continue.')]);
  await sandbox.advance('10s');
  expect(await call([...run(file), '--max-wait', '0'])).toMatchObject({ code: 0 });
  expect(sandbox.uploads()).toHaveLength(1);
});

test('run: exits with 130 when the user presses Ctrl-C', async () => {
  const { call, file } = await setUpCli();
  const { code, stderr } = await call(run(file), { signal: AbortSignal.abort() });
  expect([code, stderr]).toEqual([130, expect.stringContaining('Run the same command in the same folder')]);
});

test('run --json: prints the job, or the error, as one document', async () => {
  const { call, file, sandbox } = await setUpCli({ credits: 10 });
  const refused = await call([...run(file), '--json']);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'insufficient_credits', next: 'person' },
    job: { state: 'reserved' },
  });
  sandbox.grant(200);
  const done = await call([...run(file), '--json']);
  expect(JSON.parse(done.stdout)).toMatchObject({ state: 'done', likely: expect.any(Number), saved: {} });
  const usage = await call(['run', '--json']);
  expect(JSON.parse(usage.stdout)).toMatchObject({ error: { name: 'UsageError', code: 'usage' } });
});

test('run: confirms the cost again before it sends a corrected list under the same key', async () => {
  const { call, file, sandbox } = await setUpCli({ credits: 10 });
  await call([...run(file), '--key', 'november']);
  sandbox.grant(200);
  const again = await call(['run', file, '--column', 'Phone', '--key', 'november']);
  expect([again.code, sandbox.uploads()]).toEqual([2, []]);
  expect(await call([...run(file), '--key', 'november'])).toMatchObject({ code: 0 });
});

test('run: exits with 4 when the API stays unreachable, and prints why once', async () => {
  const { call, file, sandbox } = await setUpCli();
  sandbox.on('listUploads').fault('unavailable', { probability: 1 });
  const { code, stderr } = await call([...run(file), '--max-wait', '0']);
  expect([code, stderr.match(/ returned 503/g)?.length]).toEqual([4, 1]);
  expect(stderr).toContain('Run the same command later to continue.');
});

test('run: refuses an output that is a device before anything is sent', async () => {
  const { call, file, sandbox } = await setUpCli();
  expect(await call([...run(file), '--out', devNull])).toMatchObject({ code: 2 });
  expect(sandbox.uploads()).toHaveLength(0);
});

test('exitCodeOf: never says that nothing was sent when the list was sent', () => {
  const failure = { code: 'invalid_input', next: 'person' } as const;
  expect([exitCodeOf(failure), exitCodeOf(failure, true)]).toEqual([2, 3]);
});
