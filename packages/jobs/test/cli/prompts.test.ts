import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { crmList, setUpCli } from '../support/set-up-cli.ts';

test('run: proposes a column and prompts before credits are spent', async () => {
  const { call, file, sandbox } = await setUpCli();
  const { code, stderr } = await call(['run', file], { replies: ['', 'y'] });
  expect(stderr).toContain(
    'The file has the columns "Name", "Phone".\nColumn with the phone numbers (Enter accepts "Phone"): ',
  );
  expect(stderr).toMatch(
    /Sending it to http:\/\/127\.0\.0\.1:\d+ costs at most 120 credits, one for each row\.\nSend it\? \[y\/N\] /,
  );
  expect([code, sandbox.uploads().length]).toEqual([0, 1]);
});

test('run: sends nothing when the user declines, types a wrong column, or ends the input', async () => {
  const { call, file, sandbox } = await setUpCli();
  const outcomes = [
    await call(['run', file], { replies: ['Phone', 'no'] }),
    await call(['run', file], { replies: ['Phone', ''] }),
    await call(['run', file], { replies: ['Email'] }),
    await call(['run', file], { replies: [] }),
    await call(['run', file, '--column', 'Phone'], { replies: [] }),
  ];
  expect(outcomes.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
  expect(outcomes[2]?.stderr).toContain('has no column "Email"');
  expect(sandbox.requests()).toEqual([]);
});

test('run: prompts once more if the file does not have the column', async () => {
  const { call, file, sandbox } = await setUpCli();
  const { code, stderr } = await call(['run', file], { replies: ['y', 'Phone', 'y'] });
  expect(stderr).toContain('The file has no column "y".\nColumn with the phone numbers');
  expect([code, sandbox.uploads().length]).toEqual([0, 1]);
});

test('run: sends nothing if the file has fewer rows than a list needs', async () => {
  const { call, file, sandbox } = await setUpCli();
  await writeFile(file, crmList(99));
  expect(await call(['run', file, '--column', 'Phone', '--yes'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('needs at least 100 valid numbers, and the file has 99 rows.'),
  });
  expect(sandbox.requests()).toEqual([]);
});

test('run: says that nothing was sent if an earlier command could not send the list', async () => {
  const { call, file, sandbox } = await setUpCli({ credits: 100 });
  const args = ['run', file, '--column', 'Phone', '--yes'];
  expect(await call(args)).toMatchObject({ code: 3 });
  sandbox.grant(100);
  expect(await call(args)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Continuing job [\da-f]+\. Nothing was sent yet\./),
  });
});

test('run: keeps an existing file unless the user agrees or passes --overwrite', async () => {
  const { call, file, path, sandbox } = await setUpCli();
  const out = path('crm.likely.csv');
  await writeFile(out, 'mine');
  const args = ['run', file, '--column', 'Phone', '--yes'];
  expect(await call(args)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('or --overwrite to replace it'),
  });
  expect(await call(args, { replies: ['n'] })).toMatchObject({ code: 2 });
  expect([await readFile(out, 'utf8'), sandbox.requests()]).toEqual(['mine', []]);
  expect(await call(args, { replies: ['y'] })).toMatchObject({ code: 0 });
  expect(await readFile(out, 'utf8')).not.toBe('mine');
});

test('run: replaces a file that a killed process of the same job has saved', async () => {
  const { call, file, path, sandbox } = await setUpCli({
    clock: 'manual',
    processing: { queued: '2s', takes: '8s' },
  });
  const args = ['run', file, '--column', 'Phone', '--yes', '--max-wait', '0'];
  expect(await call(args)).toMatchObject({ code: 4 });
  await writeFile(path('crm.likely.csv'), 'saved, but not yet stored as saved');
  await sandbox.advance('10s');
  expect(await call(args)).toMatchObject({ code: 0 });
});
