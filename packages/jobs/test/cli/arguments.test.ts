import { expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/arguments/parse-command.ts';
import { setUpCli } from '../support/set-up-cli.ts';

test.each([
  [[], 'A command is missing.'],
  [['crm.csv'], 'Unknown command "crm.csv". Use run, status, list or resolve.'],
  [['run'], 'Expected optimaldial-jobs run FILE.'],
  [['run', 'a.csv', 'b.csv'], 'Expected optimaldial-jobs run FILE.'],
  [['run', 'a.csv', '--colum', 'x'], 'Unknown option "--colum".'],
  [['run', 'a.csv', '-x'], 'Unknown option "-x".'],
  [['run', 'a.csv', '--column'], '--column requires a value.'],
  [['run', 'a.csv', '--out', '--yes'], 'If it starts with "-", write --out=VALUE.'],
  [['run', 'a.csv', '--yes=1'], "--yes doesn't take a value."],
  [['run', 'a.csv', '--column', ''], '--column must not be empty.'],
  [
    ['run', 'a.csv', '--max-credits', '1e3'],
    '--max-credits must be an integer from 0 to 999999999, got "1e3".',
  ],
  [['run', 'a.csv', '--sandbox', '--base-url', 'x'], "--sandbox can't be combined with --base-url."],
  [['list', 'x'], 'Expected optimaldial-jobs list.'],
  [['list', '--yes'], '--yes is only an option of run.'],
  [['resolve', 'x'], 'Expected optimaldial-jobs resolve KEY adopt ID | resend | abandon.'],
  [['resolve', 'x', 'adopt'], 'Expected optimaldial-jobs resolve KEY'],
  [['resolve', 'x', 'resend', 'y'], 'Expected optimaldial-jobs resolve KEY'],
])('parseCommand: rejects %j', (args, message) => {
  expect(() => parseCommand(args)).toThrow(message);
});

test('parseCommand: parses commands', () => {
  const common = { state: '.optimaldial', baseUrl: undefined, json: false };
  expect(parseCommand(['resolve', 'x', 'adopt', 'id'])).toEqual({
    command: 'resolve',
    ...common,
    key: 'x',
    decision: { adopt: 'id' },
  });
  expect(parseCommand(['status', '--state', 's', '--json'])).toEqual({
    command: 'status',
    state: 's',
    baseUrl: undefined,
    json: true,
    key: undefined,
  });
  expect(parseCommand(['run', 'a.csv', '-y', '--max-credits', '5'])).toMatchObject({
    yes: true,
    maxCredits: 5,
  });
});

test('main: prints help and version', async () => {
  const { call } = await setUpCli();
  expect(await call(['-h'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Usage: optimaldial-jobs run/),
  });
  expect(await call(['--version'])).toMatchObject({ code: 0, stdout: '1.2.3\n' });
  expect(await call(['nothing'])).toMatchObject({ code: 2, stdout: '' });
});
