import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { root } from '@optimaldial/checks/shell';

/** The built binary `optimaldial-mock`, running in its own process. */
export interface Binary {
  readonly url: string;
  readonly apiKey: string;
  /** Calls the API with the key of the sandbox. */
  call(method: string, path: string, body?: object): Promise<Response>;
  /** Runs an action of the dashboard, as its buttons do. */
  press(action: string, body: object): Promise<Response>;
  /** The state that the sandbox currently sends to its dashboard. */
  state(): Promise<State>;
  stop(): Promise<void>;
}

/** The part of the dashboard's state that the tests use. */
export interface State {
  readonly now: string;
  readonly credits: number;
  readonly armed: string | null;
  readonly uploads: readonly { readonly id: string; readonly status: string }[];
}

/** Starts the binary and waits until it listens. */
export async function startBinary(...args: string[]): Promise<Binary> {
  const program = `${root}packages/testing/dist/cli.js`;
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const line of createInterface(child.stdout)) {
    printed += `${line}\n`;
    // The last line before the log.
    if (line.startsWith('OPTIMALDIAL_API_KEY=')) break;
  }
  // Discards the log, so that the binary never blocks on a full pipe.
  child.stdout.resume();
  const url = /http:\/\/\S+:\d+/.exec(printed)?.[0];
  const apiKey = /API_KEY=(.+)/.exec(printed)?.[1];
  if (url === undefined || apiKey === undefined) throw new Error('The binary printed no URL or no API key.');
  return {
    url,
    apiKey,
    call: (method, path, body) =>
      fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    press: (action, body) =>
      fetch(`${url}/_sandbox/${action}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}` },
        body: JSON.stringify(body),
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
    // Leaving the loop closes the connection.
    if (data !== undefined) return JSON.parse(data) as State;
  }
  throw new Error('The sandbox sent no state to the dashboard.');
}
