#!/usr/bin/env node
/** `optimaldial-mock`: the sandbox, or the mock, over HTTP, for people and for other languages. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createMock } from './mock/create-mock.ts';
import { openSandbox } from './sandbox/create-sandbox.ts';
import type { InternalListenOptions, ListenOptions } from './server/listen.ts';
import { loopbackUrl } from './server/loopback.ts';
import { createNextRequest } from './dashboard/next-request.ts';
import { createPage, type Page } from './dashboard/serve-dashboard.ts';

const USAGE = `optimaldial-mock [--sandbox | --mock] [--port N] [--host ADDRESS]

Serves an OptimalDial on your machine.

  --sandbox        an account that remembers, with a page at / that shows it (default)
  --mock           answers from the examples of the API's description; send any key that starts with
                   od_live_, and choose an answer by the header “Prefer: example=completed” or “code=404”
  --port N         port to listen on (default: a free one)
  --host ADDRESS   address to listen on (default: 127.0.0.1, which only this machine reaches). Beyond loopback,
                   anyone who reaches this machine can open the page, press its buttons, and call the API
                   with the key. The page opens by localhost, by an address of the machine and by ADDRESS
                   itself, but not by other names, which a website could point at this machine
  --cors ORIGIN    lets a page of yours call the API, such as http://localhost:3000
  --credits N      credits of the sandbox's organization (default: 10000)
  --speed N        how many times as fast its time runs (default: 1)
  --contacts       gives it the Contacts API
  --route FROM=TO  forwards webhooks for a public address to your server on loopback; repeatable:
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
  const where: InternalListenOptions = { port, host, cors: cors === undefined ? undefined : origin(cors) };
  if (values.mock) return serveMock(where);
  const speed = number('speed', values.speed, 0.001, 1_000_000) ?? 1;
  const credits = number('credits', values.credits, 0, 1_000_000_000);
  const routes = (values.route ?? []).map(route);
  await serveSandbox(where, { credits, speed, contacts: values.contacts ?? false }, routes);
}

async function serveMock(where: InternalListenOptions): Promise<void> {
  const mock = createMock();
  const options: InternalListenOptions = {
    ...where,
    onExposed: (address) => warn(address, 'call the API with any key that starts with od_live_'),
    onResponse: (answer) => {
      log(answer);
      // Nobody asks for them again: a server that runs for days must not keep them.
      mock.reset();
    },
  };
  const server = await mock.listen(options);
  console.log(`OptimalDial mock at ${server.url}`);
  stopWith(() => void server.close());
}

async function serveSandbox(
  where: InternalListenOptions,
  options: { credits: number | undefined; speed: number; contacts: boolean },
  routes: readonly Route[],
): Promise<void> {
  // Another key at each start.
  const { sandbox, recording, handle, listen, times } = openSandbox({ ...options, seed: randomInt(2 ** 32) });
  for (const { from, to } of routes) sandbox.route(from, to);
  const next = createNextRequest();
  const page = createPage(sandbox, { next, times, names: ownNames(where.host) });
  const how: InternalListenOptions = {
    ...where,
    onExposed: (address) =>
      warn(address, 'open the page with the account, press its buttons, and call the API with the key'),
    before: (incoming, outgoing) => page.serve(incoming, outgoing),
    onResponse: (answer) => {
      page.show(log(answer));
      recording.clear();
    },
  };
  const server = await listen(how, next.around(handle));
  console.log(`OptimalDial sandbox at ${server.url}, with a page to watch it`);
  console.log(`OPTIMALDIAL_API_KEY=${sandbox.apiKey}`);
  stopWith(() => {
    page.close();
    sandbox.close();
    void server.close();
  });
}

/** Says what other machines can do; to stderr, since scripts read the key from stdout. */
function warn(address: string, exposure: string): void {
  console.error(
    `Warning: listening on ${address}, beyond this machine. Anyone who can reach it can ${exposure}. Use --host 127.0.0.1 to keep it local.`,
  );
}

/** Prints a call and what left the description, and gives what it printed. */
function log(answer: Parameters<NonNullable<ListenOptions['onResponse']>>[0]): Parameters<Page['show']>[0] {
  const { method, path, status = null } = answer;
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
  if (from.startsWith('https://') && loopbackUrl(to) !== undefined && more.length === 0) return { from, to };
  throw new Error(
    `--route takes a public address and a server on loopback, such as https://hooks.example=http://127.0.0.1:3000, not “${text}”.`,
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
