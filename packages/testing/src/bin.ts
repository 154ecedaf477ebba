#!/usr/bin/env node
/** `optimaldial-mock`: the sandbox, or the mock, over HTTP, for people and for other languages. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createMock } from './create-mock.ts';
import { openSandbox } from './create-sandbox.ts';
import type { ListenOptions } from './listen.ts';
import { maskKeys } from './mask.ts';
import { createPage } from './page/serve-page.ts';
import type { Violation } from './recording.ts';

const USAGE = `optimaldial-mock [--sandbox | --mock] [--port N] [--host ADDRESS]

Serves an OptimalDial on your machine.

  --sandbox        an account that remembers, with a page at / that shows it (default)
  --mock           answers from the examples of the API's description; send any key that starts with
                   od_live_, and choose an answer by the header “Prefer: example=completed” or “code=404”
  --port N         port to listen on (default: a free one)
  --host ADDRESS   address to listen on (default: 127.0.0.1, which only this machine reaches)
  --cors ORIGIN    lets a page of yours call the API, such as http://localhost:3000
  --credits N      credits of the sandbox's organization (default: 10000)
  --speed N        how many times as fast its time runs (default: 1)
  --contacts       gives it the Contacts API
  --help           this text`;

try {
  await run();
} catch (error) {
  console.error(`optimaldial-mock: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sandbox: { type: 'boolean' },
      mock: { type: 'boolean' },
      port: { type: 'string' },
      host: { type: 'string' },
      cors: { type: 'string' },
      credits: { type: 'string' },
      speed: { type: 'string' },
      contacts: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const { host = '127.0.0.1', cors } = values;
  const port = number('port', values.port, 0, 65_535) ?? 0;
  const where = { port, host, ...(cors === undefined ? {} : { cors: origin(cors) }) };
  if (values.mock) return serveMock(where);
  const speed = number('speed', values.speed, 0.001, 1_000_000) ?? 1;
  const credits = number('credits', values.credits, 0, 1_000_000_000);
  await serveSandbox(where, { credits, speed, contacts: values.contacts ?? false });
}

async function serveMock(where: ListenOptions): Promise<void> {
  const mock = createMock();
  const server = await mock.listen({
    ...where,
    onAnswer: ({ method, path, status }) => {
      log(method, path, status, mock.violations());
      // Nobody asks for them again: a server that runs for days must not keep them.
      mock.reset();
    },
  });
  console.log(`OptimalDial mock at ${server.url}`);
  stopWith(() => void server.close());
}

async function serveSandbox(
  where: ListenOptions,
  options: { credits: number | undefined; speed: number; contacts: boolean },
): Promise<void> {
  // Another key at each start.
  const { sandbox, recording, serve } = openSandbox({ ...options, seed: randomInt(2 ** 32) });
  const page = createPage(sandbox, ownHosts(where.host));
  const server = await serve({
    ...where,
    before: (incoming, outgoing) => page.serve(incoming, outgoing),
    onAnswer: ({ method, path, status }) => {
      const violations = log(method, path, status, recording.violations);
      page.show({ call: `${method} ${maskKeys(path)}`, status, violations });
      recording.clear();
    },
  });
  console.log(`OptimalDial sandbox at ${server.url}, with a page to watch it`);
  console.log(`OPTIMALDIAL_API_KEY=${sandbox.apiKey}`);
  stopWith(() => {
    page.close();
    sandbox.close();
    void server.close();
  });
}

function log(method: string, path: string, status: number, violations: readonly Violation[]): string[] {
  console.log(`${method} ${maskKeys(path)} → ${status}`);
  const texts = violations.map(({ side, message }) => `${side}: ${message}`);
  for (const text of texts) console.log(`  ${text}`);
  return texts;
}

function stopWith(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

/** By what names a page may be asked for: others are a website that leads its own name here. */
function ownHosts(host = '127.0.0.1'): string[] {
  const own = host.toLowerCase();
  return ['localhost', '127.0.0.1', '[::1]', own.includes(':') ? `[${own}]` : own];
}

function number(name: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const whole = name === 'speed' || Number.isInteger(value);
  if (text.trim() !== '' && whole && value >= least && value <= most) return value;
  throw new Error(`--${name} takes a number from ${least} to ${most}, not “${text}”.`);
}

function origin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new Error(`--cors takes an origin, such as http://localhost:3000, not “${text}”.`);
}
