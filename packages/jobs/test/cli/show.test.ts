import { expect, test } from 'vitest';
import { setUpCli } from '../support/set-up-cli.ts';

const env = { OPTIMALDIAL_API_KEY: '' };

test('status, list: show jobs without an API key', async () => {
  const { call, file } = await setUpCli();
  expect(await call(['list'], { env })).toMatchObject({
    code: 0,
    stdout: 'This folder has no jobs.\n',
  });
  expect(await call(['status'], { env })).toMatchObject({ code: 2 });
  await call(['run', file, '--column', 'Phone', '--yes', '--key', 'november']);
  const list = await call(['list'], { env });
  expect(list.stdout).toMatch(/^KEY .*\nnovember +crm\.csv +done +120 credits +\d{4}-\d\d-\d\d \d\d:\d\d\n$/);
  const shown = await call(['status'], { env });
  expect(shown.stdout).toMatch(
    /^key +november\nfile +crm\.csv\nstate +done\nupload +[\da-f-]{36}\ncredits charged +120\n/,
  );
  const json = await call(['status', 'november', '--json'], { env });
  expect(JSON.parse(json.stdout)).toMatchObject({ key: 'november', state: 'done' });
  expect(JSON.parse((await call(['list', '--json'], { env })).stdout)).toHaveLength(1);
  expect(await call(['status', 'december'], { env })).toMatchObject({ code: 2 });
});

test('resolve: abandons a job that was refused', async () => {
  const { call, file } = await setUpCli({ credits: 0 });
  await call(['run', file, '--column', 'Phone', '--yes', '--key', 'november']);
  const { code, stdout } = await call(['resolve', 'november', 'abandon'], { env });
  expect([code, stdout]).toEqual([0, 'Job "november" is now failed.\n']);
  expect(await call(['run', file, '--column', 'Phone', '--key', 'november'])).toMatchObject({ code: 1 });
  expect(await call(['resolve', 'december', 'resend'], { env })).toMatchObject({ code: 2 });
});
