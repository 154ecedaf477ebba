import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { outside } from '@optimaldial/checks/shell';
import { storyFolder } from './project.ts';

/** The packed sandbox, served over HTTP. */
export interface SandboxServer {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Throws where a request or an answer left the description. */
  check(): void;
  close(): void;
}

/** Starts the sandbox of a project, on a free port; `origin` is that of a page which may call it. */
export async function serveSandbox(project: string, origin?: string): Promise<SandboxServer> {
  const folder = await storyFolder(project, 'sandbox', { origin });
  const { printed, found, close } = await startServer([process.execPath, 'serve.js'], folder, (line) => {
    const where: unknown = line.startsWith('{') ? JSON.parse(line) : undefined;
    return isWhere(where) ? where : undefined;
  });
  return {
    ...found,
    check() {
      const violation = printed.find((line) => /^ {2}(request|response): /.test(line));
      if (violation !== undefined) throw new Error(`The story left the description: ${violation.trim()}`);
    },
    close,
  };
}

/** Starts a server, and waits for the line that says what is looked for; throws where it ends before that. */
export async function startServer<T>(
  [file = '', ...args]: readonly string[],
  folder: string,
  find: (line: string, before: readonly string[]) => T | undefined,
): Promise<{ printed: readonly string[]; found: T; close: () => void }> {
  const child = spawn(file, args, { cwd: folder, env: outside, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: string[] = [];
  createInterface(child.stderr).on('line', (line) => printed.push(line));
  const started = new Promise<T>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const found = find(line, printed);
      printed.push(line);
      if (found !== undefined) resolve(found);
    });
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`Error: the server ended before it began.\n${printed.join('\n')}`);
  });
  const found = await Promise.race([started, ended]);
  // It ends when it is told to.
  ended.catch(() => undefined);
  return { printed, found, close: () => void child.kill() };
}

function isWhere(value: unknown): value is { baseUrl: string; apiKey: string } {
  if (typeof value !== 'object' || value === null || !('baseUrl' in value) || !('apiKey' in value))
    return false;
  return typeof value.baseUrl === 'string' && typeof value.apiKey === 'string';
}
