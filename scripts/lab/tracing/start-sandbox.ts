import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { outside } from '@optimaldial/checks/shell';
import { onTestFinished } from 'vitest';

/** Starts a program that prints the variables of a sandbox, and returns them. The program ends with the test. */
export async function startSandbox(
  [file = '', ...args]: readonly string[],
  folder: string,
): Promise<NodeJS.ProcessEnv> {
  const child = spawn(file, args, { cwd: folder, env: outside, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  onTestFinished(async () => {
    child.kill();
    await closed;
  });
  for await (const line of createInterface(child.stdout)) {
    const variables = [...line.matchAll(/(OPTIMALDIAL_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
    if (variables.length === 2) return Object.fromEntries(variables) as NodeJS.ProcessEnv;
  }
  throw new Error('The sandbox printed no variables.');
}
