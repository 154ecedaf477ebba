import { readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { setUpCli } from '../support/set-up-cli.ts';

test('run: prints the cost, the progress and a summary', async () => {
  const { call, file, path, sandbox } = await setUpCli();
  const before = sandbox.credits();
  const { code, stdout, stderr } = await call(['run', file, '--column', 'Phone', '--yes']);
  expect(code).toBe(0);
  expect(stderr).toContain('120 rows. Column "Phone": 120 numbers look valid, 120 of them are distinct.\n');
  expect(stderr).toContain(
    'costs at most 120 credits, one for each row.\npreparing to send the list\nsending the list\n',
  );
  const likely = (await readFile(path('crm.likely.csv'), 'utf8')).trim().split('\n').length - 1;
  expect(likely).toBeGreaterThan(0);
  expect(stdout).toMatch(
    new RegExp(`valid numbers +120\nlikely to answer +${likely} .*\ncredits charged +120\n`),
  );
  expect(before - sandbox.credits()).toBe(120);
  expect(stdout + stderr).not.toMatch(/\d{10}|od_live/);
});

test('run: pays nothing and shows no prompt when it is repeated, and saves to other paths', async () => {
  const { call, file, path, sandbox } = await setUpCli();
  await call(['run', file, '--column', 'Phone', '--yes']);
  const credits = sandbox.credits();
  const again = await call([
    'run',
    file,
    '--column',
    'Phone',
    '--out',
    path('b.csv'),
    '--all',
    path('all.csv'),
  ]);
  expect(again).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('already done. There is nothing to pay.'),
  });
  expect(await readFile(path('b.csv'), 'utf8')).toBe(await readFile(path('crm.likely.csv'), 'utf8'));
  expect((await readFile(path('all.csv'), 'utf8')).trim().split('\n')).toHaveLength(121);
  // The likely column was confirmed for this file before.
  await rm(path('crm.likely.csv'));
  expect(await call(['run', file])).toMatchObject({ code: 0 });
  expect(await readFile(path('crm.likely.csv'), 'utf8')).toBe(await readFile(path('b.csv'), 'utf8'));
  expect([sandbox.credits(), sandbox.uploads().length]).toEqual([credits, 1]);
});

test('run: sends a list with other content as another job', async () => {
  const { call, file, sandbox } = await setUpCli();
  await call(['run', file, '--column', 'Phone', '--yes']);
  await writeFile(file, `${await readFile(file, 'utf8')}Lead,+12125550199\n`);
  expect(await call(['run', file, '--column', 'Phone', '--yes'])).toMatchObject({ code: 0 });
  expect(sandbox.uploads()).toHaveLength(2);
});

test('run: refuses a key that was used for another list', async () => {
  const { call, file, path, sandbox } = await setUpCli();
  await call(['run', file, '--column', 'Phone', '--yes', '--key', 'november']);
  await writeFile(file, `${await readFile(file, 'utf8')}Lead,+12125550199\n`);
  const out = ['--out', path('other.csv')];
  const { code, stderr } = await call([
    'run',
    file,
    '--column',
    'Phone',
    '--yes',
    '--key',
    'november',
    ...out,
  ]);
  expect([code, sandbox.uploads().length]).toEqual([2, 1]);
  expect(stderr).toContain('"november" was started with another list');
});

test.each([
  [
    ['--column', 'Phone'],
    "Nothing was sent, because the cost can't be confirmed without a terminal. Add --yes.",
  ],
  [[], '--column is required without a terminal. The file has "Name", "Phone". "Phone" is likely'],
  [['--yes'], '--column is required with --yes.'],
  [['--column', 'phone', '--yes'], 'has no column "phone". Use one of "Name", "Phone".'],
  [['--column', 'Name', '--yes'], 'The column "Name" has no valid number. Nothing was sent.'],
  [
    ['--column', 'Phone', '--yes', '--max-credits', '119'],
    '120 credits, more than --max-credits 119. Nothing',
  ],
  [
    ['--column', 'Phone', '--yes', '--out', '/nonexistent/a.csv'],
    "folder of /nonexistent/a.csv doesn't exist",
  ],
])('run: sends nothing and exits with 2 for %j', async (args, message) => {
  const { call, file, sandbox } = await setUpCli();
  const { code, stdout, stderr } = await call(['run', file, ...args]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(sandbox.requests()).toEqual([]);
});

test('run: exits with 2 for a missing file or API key', async () => {
  const { call, file, path } = await setUpCli();
  const missing = await call(['run', path('none.csv'), '--column', 'Phone', '--yes']);
  expect(missing).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("doesn't exist or can't be read."),
  });
  const env = { OPTIMALDIAL_API_KEY: '' };
  expect((await call(['run', path('none.csv')], { env })).stderr).toContain("doesn't exist");
  const noKey = await call(['run', file, '--column', 'Phone'], { env: { OPTIMALDIAL_API_KEY: '' } });
  expect(noKey).toMatchObject({ code: 2, stderr: expect.stringContaining('add --sandbox') });
});

test('run --sandbox: needs no API key and no confirmation, and stores nothing', async () => {
  const { call, file, path } = await setUpCli();
  const { code, stdout, stderr } = await call(['run', file, '--sandbox'], {
    env: { OPTIMALDIAL_API_KEY: '' },
  });
  expect(code).toBe(0);
  expect(stderr).toContain('Using the column "Phone".');
  expect(stderr).toContain('the results are invented');
  expect(stdout).toContain('valid numbers');
  await expect(readFile(path('state/outputs.jsonl'))).rejects.toMatchObject({ code: 'ENOENT' });
});
