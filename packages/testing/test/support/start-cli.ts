import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { cachedBundle } from '@optimaldial/codegen/cached-bundle';
import { bundleOptions } from '../../build/bundle-options.ts';

const dist = await cachedBundle(fileURLToPath(new URL('../..', import.meta.url)), bundleOptions(['cli']));

/** Path of `optimaldial-mock`, bundled as for its release. */
export const bin: string = join(dist, 'cli.js');

/** A running `optimaldial-mock`. */
export interface Running {
  readonly child: ChildProcess;
  readonly base: string;
  readonly key: string;
  /** Returns its next line of output. */
  next(): Promise<string>;
}

/** Starts the command line and waits until it listens. */
export async function start(...args: string[]): Promise<Running> {
  const child = spawn(process.execPath, [bin, ...args]);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`optimaldial-mock ended early: ${await text(child.stderr)}`);
    return value;
  };
  const base = /http:\/\/127\.0\.0\.1:\d+/.exec(await next())?.[0] ?? '';
  const baseUrl = await next();
  if (baseUrl !== `OPTIMALDIAL_BASE_URL=${base}`) throw new Error(`Unexpected line ${baseUrl}`);
  const key = /^OPTIMALDIAL_API_KEY=(od_live_[\w-]{32})$/.exec(await next())?.[1] ?? '';
  return { child, base, key, next };
}

/** Sends SIGTERM, and resolves with the exit code. */
export async function end({ child }: Running): Promise<unknown> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return ended;
}

/** Calls a sandbox with its key. Returns the JSON of the response, or its status if it has no body. */
export async function call({ base, key }: Running, path: string, body?: object): Promise<any> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(base + path, {
    headers,
    method: body === undefined ? 'GET' : 'POST',
    body: body === undefined ? null : JSON.stringify(body),
  });
  const content = await response.text();
  return content === '' ? response.status : JSON.parse(content);
}
