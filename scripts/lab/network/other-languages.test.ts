import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outside } from '@optimaldial/checks/shell';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Command, goTest, phpunit, pytest } from './languages.ts';

// The guide docs/other-languages.md, run with the packed package.

const GUIDE = join(import.meta.dirname, '../../../docs/other-languages.md');

/** A folder with the files of the guide, and the packed package. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'optimaldial-languages-'));
  await symlink(join(inject('project'), 'node_modules'), join(folder, 'node_modules'));
  const blocks = (await readFile(GUIDE, 'utf8')).matchAll(/^```(\w+)\n(.*?)^```/gms);
  for (const [, language, code = ''] of blocks) {
    // The first line of a file is a comment with its name.
    const named = /^(?:# |\/\/ |<\?php \/\/ )([\w.]+)\n/.exec(code)?.[1];
    if (named !== undefined) await writeFile(join(folder, named), code);
    else if (language === 'sh' && code.includes('call /api')) await writeFile(join(folder, 'calls.sh'), code);
  }
  await writeFile(join(folder, 'go.mod'), 'module crm\n\ngo 1.19\n');
});
afterAll(() => rm(folder, { recursive: true }));

const running: ChildProcess[] = [];
afterAll(() => running.forEach((child) => child.kill('SIGKILL')));

/** Runs a command in the folder, and returns what it printed. */
async function run({ program, args, env = {} }: Command): Promise<string> {
  const child = spawn(program, args, { cwd: folder, env: { ...outside, ...env } });
  running.push(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (printed += String(piece)));
  const ended: unknown[] = await once(child, 'close');
  if (ended[0] !== 0) throw new Error(`${program} ended with ${String(ended[0])}:\n${printed}`);
  return printed;
}

const ids = (printed: string): string[] | null => printed.match(/"id":"[^"]+"/g);

test('curl: runs the guide, and gets the same IDs from the same seed', async () => {
  const first = await run({ program: 'sh', args: ['calls.sh'] });
  expect(first).toContain('"status":"completed"');
  expect(ids(await run({ program: 'sh', args: ['calls.sh'] }))).toEqual(ids(first));
});

test('Python: runs the guide with pytest', async () => {
  expect(await run(pytest())).toContain('1 passed');
});

test('Go: runs the guide', async () => {
  expect(await run(goTest(join(folder, 'cache')))).toMatch(/^ok\s+crm/m);
}, 600_000);

test('PHP: runs the guide with PHPUnit', async () => {
  expect(await run(phpunit('ImportTest.php'))).toContain('OK (1 test, 3 assertions)');
});
