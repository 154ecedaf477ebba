import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test, type TestContext } from 'vitest';
import { program } from './program.ts';
import { installed, NODES, requireFile } from './programs.ts';

// The packed packages with the libraries and tools of others, and with servers that misbehave.

const project = inject('project');

/** Runs a program of the project. Every program prints `done` as its last line. */
async function runToEnd(context: TestContext, node: string, ...args: readonly string[]): Promise<void> {
  requireFile(context, node);
  const output = await program([node, ...args], project, { LIBRARIES: import.meta.dirname });
  expect(output.trim().split('\n').at(-1)).toBe('done');
}

test.for(['undici5', 'undici6', 'undici7', 'node-fetch2', 'node-fetch3'])(
  '%s as fetch',
  async (name, context) => {
    requireFile(context, installed(name));
    await runToEnd(context, process.execPath, 'other-fetch.js', name);
  },
);

test('proxy from the environment', (context) =>
  runToEnd(context, process.execPath, 'other-fetch.js', 'environment'));

test('msw', async (context) => {
  requireFile(context, installed('msw'));
  await runToEnd(context, process.execPath, 'intercepted.js');
});

test('two copies of the client', (context) => runToEnd(context, process.execPath, 'two-copies.js'));

describe.each(Object.entries(NODES))('%s', (_, node) => {
  test('servers that respond early, stall or disconnect', (context) =>
    runToEnd(context, node, '--expose-gc', 'hostile-servers.js'));
  test('requests that cannot be sent', (context) => runToEnd(context, node, 'never-sent.js'));
});

describe.each(['vitest3', 'vitest4'])('%s', (vitest) => {
  test.for(['jsdom', 'happy-dom'])('environment %s', async (environment, context) => {
    for (const name of [vitest, environment]) requireFile(context, installed(name));
    const folder = join(project, `${vitest}-${environment}`);
    await mkdir(join(folder, 'node_modules'), { recursive: true });
    await symlink(installed(vitest), join(folder, 'node_modules/vitest'), 'junction');
    await symlink(installed(environment), join(folder, 'node_modules', environment), 'junction');
    await copyFile(join(project, 'in-environment.js'), join(folder, 'in-environment.test.js'));
    const command = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--testTimeout', '60000'];
    await program([...command, '--environment', environment], folder);
  });
});
