import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { outside } from '../check/run.ts';

/** The packed stand-in, served over HTTP by its own command. */
export interface SandboxServer {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Throws where a request or an answer left the description. */
  check(): void;
  close(): void;
}

// Four times as fast as the service: half a second to cancel in, two and a half until it is completed.
const SPEED = '4';

/** Starts the sandbox of a project, on a free port. */
export async function serveSandbox(folder: string, cors?: string): Promise<SandboxServer> {
  const args = ['node_modules/.bin/optimaldial-mock', '--sandbox', '--speed', SPEED];
  if (cors !== undefined) args.push('--cors', cors);
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: outside,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The sandbox ended before it began:\n${printed.join('\n')}`);
  });
  const lines = createInterface(child.stdout);
  createInterface(child.stderr).on('line', (line) => printed.push(line));
  const started = new Promise<{ baseUrl: string; apiKey: string }>((resolve) => {
    lines.on('line', (line) => {
      printed.push(line);
      const [, baseUrl] = /^OptimalDial sandbox at (\S+?),/.exec(printed[0] ?? '') ?? [];
      const [, apiKey] = /^OPTIMALDIAL_API_KEY=(\S+)$/.exec(line) ?? [];
      if (baseUrl !== undefined && apiKey !== undefined) resolve({ baseUrl, apiKey });
    });
  });
  const where = await Promise.race([started, ended]);
  ended.catch(() => undefined);
  return {
    ...where,
    check() {
      const violation = printed.find((line) => /^ {2}(request|response): /.test(line));
      if (violation !== undefined) throw new Error(`The story left the description: ${violation.trim()}`);
    },
    close: () => void child.kill(),
  };
}
