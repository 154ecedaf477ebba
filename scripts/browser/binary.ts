import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The binary, as it was built, running as a process of its own. */
export interface Binary {
  readonly url: string;
  readonly apiKey: string;
  /** Calls the API with its key. */
  call(method: string, path: string, body?: object): Promise<Response>;
  /** What its page is told right now. */
  state(): Promise<State>;
  stop(): Promise<void>;
}

/** As much of what a page is told as is checked here. */
export interface State {
  readonly now: string;
  readonly credits: number;
  readonly armed: string | null;
  readonly uploads: readonly { readonly id: string; readonly status: string }[];
}

const BUILT = `${import.meta.dirname}/../../packages/testing/dist/cli.js`;

/** Starts the built binary and waits until it listens. */
export async function startBinary(...args: string[]): Promise<Binary> {
  const child = spawn(process.execPath, [BUILT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const printed: string[] = [];
  for await (const line of lines) {
    printed.push(line);
    if (printed.length === 2) break;
  }
  // What it logs from now on is read and dropped, so that it never waits for a reader.
  child.stdout.resume();
  const url = /http:\/\/\S+:\d+/.exec(printed[0] ?? '')?.[0];
  const apiKey = printed[1]?.split('=')[1];
  if (url === undefined || apiKey === undefined) throw new Error('The binary did not say where it listens.');
  return {
    url,
    apiKey,
    call: (method, path, body) =>
      fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    state: () => readState(url),
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function readState(url: string): Promise<State> {
  const events = await fetch(`${url}/_sandbox/events`);
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of events.body ?? []) {
    text += decoder.decode(piece, { stream: true });
    const data = /^data: (\{.*\})\n\n/m.exec(text)?.[1];
    // Whoever leaves the loop ends the connection.
    if (data !== undefined) return JSON.parse(data) as State;
  }
  throw new Error('The page is told nothing.');
}
