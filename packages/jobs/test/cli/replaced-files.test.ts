import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { setUpCli } from '../support/set-up-cli.ts';

const run = (file: string): string[] => ['run', file, '--column', 'Phone', '--yes'];

test("run: replaces the results of another job, and downloads that job's again when it is repeated", async () => {
  const { call, file, path, sandbox } = await setUpCli();
  const out = path('crm.likely.csv');
  const today = await readFile(file, 'utf8');
  await call(run(file));
  const results = await readFile(out, 'utf8');
  await writeFile(file, today.split('\n').slice(0, -12).join('\n'));
  expect(await call(run(file))).toMatchObject({ code: 0 });
  expect(await readFile(out, 'utf8')).not.toBe(results);
  await writeFile(file, today);
  expect(await call(run(file))).toMatchObject({ code: 0 });
  expect([await readFile(out, 'utf8'), sandbox.uploads().length]).toEqual([results, 2]);
});

test('run: keeps a file at a path that only a refused job has claimed', async () => {
  const { call, file, path } = await setUpCli({ credits: 10 });
  expect(await call(run(file))).toMatchObject({ code: 3 });
  await writeFile(path('crm.likely.csv'), 'mine');
  await writeFile(file, `${await readFile(file, 'utf8')}Lead,+12125550199\n`);
  const refused = { code: 2, stderr: expect.stringContaining('or --overwrite to replace it') };
  expect(await call(run(file))).toMatchObject(refused);
});

test('run --sandbox: keeps the results of a job with the same key', async () => {
  const { call, file, path } = await setUpCli();
  const args = [...run(file), '--key', 'november'];
  await call(args);
  const results = await readFile(path('crm.likely.csv'), 'utf8');
  expect(await call([...args, '--sandbox'])).toMatchObject({ code: 2 });
  expect(await readFile(path('crm.likely.csv'), 'utf8')).toBe(results);
});

test('run: says that nothing was sent when the user interrupts a prompt', async () => {
  const { call, file } = await setUpCli();
  const signal = AbortSignal.abort();
  const stopped = await call(['run', file, '--column', 'Phone'], { replies: [], signal });
  expect(stopped).toMatchObject({
    code: 130,
    stderr: expect.stringMatching(/Interrupted. Nothing was sent.\n$/),
  });
});

test("run: doesn't print that it sends the list when the API key is rejected", async () => {
  const { call, file } = await setUpCli();
  const env = { OPTIMALDIAL_API_KEY: `od_live_${'0'.repeat(32)}` };
  const { stderr } = await call(run(file), { env });
  expect([stderr.includes('preparing to send the list\n'), stderr.includes('\nsending the list')]).toEqual([
    true,
    false,
  ]);
});
