#!/usr/bin/env node
/** `optimaldial-mock`: the sandbox, or the mock, over HTTP, for people and for other languages. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createMock } from './create-mock.ts';
import { openSandbox } from './create-sandbox.ts';
import { listen, type ListenOptions } from './listen.ts';
import { maskKeys } from './mask.ts';
import { createNextRequest } from './page/next-request.ts';
import { createPage, type Page } from './page/serve-page.ts';

const USAGE = `optimaldial-mock [--sandbox | --mock] [--port N] [--host ADDRESS]

Serves an OptimalDial on your machine.

  --sandbox        an account that remembers, with a page at / that shows it (default)
  --mock           answers from the examples of the API's description; send any key that starts with
                   od_live_, and choose an answer by the header “Prefer: example=completed” or “code=404”
  --port N         port to listen on (default: a free one)
  --host ADDRESS   address to listen on (default: 127.0.0.1, which only this machine reaches). With 0.0.0.0
                   whoever reaches the machine can open the page and press its buttons. The page opens by
                   localhost, by an address of the machine, and by ADDRESS itself; not by other names, which
                   a website could lead here. The API answers by any name, to who has the key
  --cors ORIGIN    lets a page of yours call the API, such as http://localhost:3000
  --credits N      credits of the sandbox's organization (default: 10000)
  --speed N        how many times as fast its time runs (default: 1)
  --contacts       gives it the Contacts API
  --route FROM=TO  leads webhooks for a public address to a server of yours, as often as you like:
                   https://hooks.example=http://127.0.0.1:3000
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
      route: { type: 'string', multiple: true },
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
  const routes = (values.route ?? []).map(route);
  await serveSandbox(where, { credits, speed, contacts: values.contacts ?? false }, routes);
}

async function serveMock(where: ListenOptions): Promise<void> {
  const mock = createMock();
  const server = await mock.listen({
    ...where,
    onAnswer: (answer) => {
      log(answer);
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
  routes: readonly Route[],
): Promise<void> {
  // Another key at each start.
  const { sandbox, recording, handle, times } = openSandbox({ ...options, seed: randomInt(2 ** 32) });
  for (const { from, to } of routes) sandbox.route(from, to);
  const next = createNextRequest();
  const page = createPage(sandbox, { next, times, names: ownNames(where.host) });
  const server = await listen(next.around(handle), {
    ...where,
    before: (incoming, outgoing) => page.serve(incoming, outgoing),
    onAnswer: (answer) => {
      page.show(log(answer));
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

/** Prints a call and what left the description, and gives what it printed. */
function log(answer: Parameters<NonNullable<ListenOptions['onAnswer']>>[0]): Parameters<Page['show']>[0] {
  const { method, status = null } = answer;
  const path = maskKeys(answer.path);
  const violations = answer.violations.map(({ side, message }) => `${side}: ${message}`);
  console.log(`${method} ${path} → ${status ?? 'connection ended'}`);
  for (const text of violations) console.log(`  ${text}`);
  return { method, path, status, violations };
}

function stopWith(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

/** By what names the page may be asked for: others are of a website that leads its own name here. */
function ownNames(host = ''): string[] {
  return ['localhost', '127.0.0.1', '::1', host.toLowerCase()];
}

interface Route {
  readonly from: string;
  readonly to: string;
}

function route(text: string): Route {
  const [from = '', to = '', ...more] = text.split('=');
  const { hostname } = URL.canParse(to) ? new URL(to) : { hostname: '' };
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (from.startsWith('https://') && loopback && more.length === 0) return { from, to };
  throw new Error(
    `--route leads a public address to a server on loopback, such as https://hooks.example=http://127.0.0.1:3000, not “${text}”.`,
  );
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
