import { appendFileSync, readFileSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { phoneNumbers } from '@optimaldial/testing';
import { expect, onTestFinished, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { setUpCli } from '../support/set-up-cli.ts';

test('run: sends nothing if the file changes while the user confirms its cost', async () => {
  const { file, path, sandbox } = await setUpCli();
  const server = await sandbox.listen();
  onTestFinished(() => server.close());
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  let printed = '';
  const stderr = new Writable({
    write(chunk, _, done) {
      printed += String(chunk);
      done();
      if (!String(chunk).includes('Send it?')) return;
      appendFileSync(file, `Lead,${phoneNumbers(121).at(-1)}\n`);
      stdin.write('y\n');
    },
  });
  const io = {
    stdin,
    stdout: new PassThrough(),
    stderr: Object.assign(stderr, { isTTY: true }),
    env: { OPTIMALDIAL_API_KEY: sandbox.apiKey, OPTIMALDIAL_BASE_URL: server.url },
    signal: new AbortController().signal,
    interrupt: () => undefined,
  };
  const args = ['run', file, '--column', 'Phone', '--state', path('state')];
  expect(await main(args, io, '1.2.3')).toBe(2);
  expect(printed).toContain('has changed. Nothing was sent.');
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(122);
  expect(sandbox.uploads()).toHaveLength(0);
});
