import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { createSandbox, phoneNumbers, type Sandbox, type SandboxOptions } from '@optimaldial/testing';
import { onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { bundledProgram } from '../programs/bundled-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What a command printed. */
export interface Printed {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a process. */
export interface Started {
  readonly child: ChildProcess;
  /** What it has printed to stderr so far. */
  stderr(): string;
  readonly ended: Promise<Printed>;
}

/** How a command runs in this process. */
export interface CallOptions {
  /** Replies typed at a terminal. @default the streams aren't a terminal */
  readonly replies?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** The command against a sandbox, in a folder of its own with a list of 120 numbers. */
export interface CliSetup {
  readonly sandbox: Sandbox;
  readonly folder: string;
  /** The file `crm.csv`, with the columns Name and Phone. */
  readonly file: string;
  /** Path of a file in the folder. */
  path(name: string): string;
  /** Runs the command in this process. */
  call(args: readonly string[], options?: CallOptions): Promise<Printed>;
  /** Starts the command as a process. */
  start(args: readonly string[]): Promise<Started>;
}

/** The content of a list, as a CSV file. */
export function crmList(count: number): string {
  return `Name,Phone\n${phoneNumbers(count)
    .map((phone, row) => `Lead ${row},${phone}\n`)
    .join('')}`;
}

/** Serves a sandbox that processes uploads immediately, and prepares a folder. */
export async function setUpCli(options: SandboxOptions = {}): Promise<CliSetup> {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 }, ...options });
  const server = await sandbox.listen();
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    sandbox.close();
    await server.close();
  });
  const folder = await temporaryFolder();
  const path = (name: string): string => join(folder, name);
  const file = path('crm.csv');
  await writeFile(file, crmList(120));
  const env = { OPTIMALDIAL_API_KEY: sandbox.apiKey, OPTIMALDIAL_BASE_URL: server.url };
  const withState = (args: readonly string[]): string[] => [...args, '--state', path('state')];
  return {
    sandbox,
    folder,
    file,
    path,
    call: (args, settings = {}) =>
      callMain(withState(args), { ...settings, env: { ...env, ...settings.env } }),
    async start(args) {
      const script = await bundledProgram(new URL('../../src/cli.ts', import.meta.url));
      const child = spawn(process.execPath, [script, ...withState(args)], {
        env: { ...process.env, ...env },
      });
      children.push(child);
      return observe(child);
    },
  };
}

function observe(child: ChildProcess): Started {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  }
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...printed }));
  return { child, stderr: () => printed.stderr, ended };
}

async function callMain(
  args: readonly string[],
  { replies, env = {}, signal = new AbortController().signal }: CallOptions,
): Promise<Printed> {
  const isTTY = replies !== undefined;
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const pending = [...(replies ?? [])];
  const printed = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new Writable({
        write(chunk, _, done) {
          printed[name] += String(chunk);
          done();
          // A reply is typed once there is a question.
          if (name !== 'stderr' || !/(\] |: )$/.test(String(chunk))) return;
          const reply = pending.shift();
          if (reply === undefined) stdin.end();
          else stdin.write(`${reply}\n`);
        },
      }),
      { isTTY },
    );
  const io = {
    stdin,
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    signal,
    interrupt: () => undefined,
  };
  const code = await main(args, io, '1.2.3');
  const stderr = stripVTControlCharacters(printed.stderr).replaceAll('\r', '');
  return { code, stdout: printed.stdout, stderr };
}
