import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { outside } from '@optimaldial/checks/shell';

/** A sandbox that is served over HTTP. */
export interface Server {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Throws if a request or a response violated the spec. */
  check(): void;
  close(): void;
}

/** Starts the sandbox of the project, whose clock only advances when the client lists its uploads. */
export function serveSandbox(project: string): Promise<Server> {
  return start([process.execPath, 'serve.js'], project);
}

/** Starts `optimaldial-mock --sandbox` as installed in the project. */
export function serveBinary(node: string, project: string, ...args: readonly string[]): Promise<Server> {
  return start([node, 'node_modules/.bin/optimaldial-mock', '--sandbox', ...args], project);
}

/** Starts a server and waits until it has printed its URL and key. */
async function start([file = '', ...args]: readonly string[], folder: string): Promise<Server> {
  const child = spawn(file, args, { cwd: folder, env: outside, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: string[] = [];
  createInterface(child.stderr).on('line', (line) => printed.push(line));
  const started = new Promise<{ baseUrl: string; apiKey: string }>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      printed.push(line);
      const [, baseUrl] = /^OptimalDial sandbox at (http:[^\s,]+)/m.exec(printed.join('\n')) ?? [];
      const [, apiKey] = /^OPTIMALDIAL_API_KEY=(\S+)$/.exec(line) ?? [];
      if (baseUrl !== undefined && apiKey !== undefined) resolve({ baseUrl, apiKey });
    });
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The server exited early.\n${printed.join('\n')}`);
  });
  const address = await Promise.race([started, ended]);
  ended.catch(() => undefined);
  return {
    ...address,
    check() {
      const violation = printed.find((line) => /^ {2}(request|response): /.test(line));
      if (violation !== undefined) throw new Error(`The spec was violated: ${violation.trim()}`);
    },
    close: () => void child.kill(),
  };
}
