#!/usr/bin/env node
/** `optimaldial-mock`: serves the sandbox or the mock over HTTP, for manual use and other languages. */
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseOptions, type CliOptions } from './cli/options.ts';
import { USAGE } from './cli/usage.ts';
import { describeAttempt, describeRequest, toShown } from './cli/log.ts';
import { createDashboard } from './dashboard/dashboard.ts';
import { createNextRequest } from './dashboard/actions/next-request.ts';
import { isRecord } from './is-record.ts';
import { createMock } from './mock/create-mock.ts';
import type { AttemptReport } from './sandbox/delivery/dispatcher.ts';
import { openSandbox } from './sandbox/create-sandbox.ts';
import type { InternalListenOptions } from './server/listen.ts';
import { OTHER_PORT } from './server/port.ts';

// The mock accepts any key.
const MOCK_KEY = `od_live_${'0'.repeat(32)}`;
const OTHER_PORT_OPTION = 'Pass another --port, or omit it for a free one.';

try {
  await run();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`optimaldial-mock: ${message.replace(OTHER_PORT, OTHER_PORT_OPTION)}`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const options = parseOptions();
  if (options === 'help') console.log(USAGE);
  else if (options === 'version') console.log(await readVersion());
  else if (options.mock) await serveMock(options);
  else await serveSandbox(options);
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return isRecord(manifest) ? String(manifest['version']) : '';
}

async function serveMock({ listen }: CliOptions): Promise<void> {
  const mock = createMock();
  const options: InternalListenOptions = {
    ...listen,
    onExposed: (address) => warn(address, 'call the API with any key that starts with od_live_'),
    onResponse: (response) => {
      console.log(describeRequest(toShown(response)));
      // A server that runs for days must not accumulate its requests.
      mock.reset();
    },
  };
  const server = await mock.listen(options);
  console.log(`OptimalDial mock at ${server.url}`);
  printEnvironment(server.url, MOCK_KEY);
  onSignal(() => void server.close());
}

async function serveSandbox({ listen, sandbox: sandboxOptions, key, routes }: CliOptions): Promise<void> {
  // A random seed, so that each start has another key.
  const { seed = randomInt(2 ** 32) } = sandboxOptions;
  const opened = openSandbox({ ...sandboxOptions, seed }, { key, onAttempt });
  const { sandbox, recording, handle } = opened;
  for (const { from, to } of routes) sandbox.route(from, to);
  const nextRequest = createNextRequest();
  const hostNames = ['localhost', '127.0.0.1', '::1', listen.host.toLowerCase()];
  const dashboard = createDashboard(opened, { nextRequest, hostNames, baseUrl: () => server.url });
  const options: InternalListenOptions = {
    ...listen,
    onExposed: (address) => warn(address, 'use the dashboard, and call the API with the key'),
    intercept: (incoming, outgoing) => dashboard.handle(incoming, outgoing),
    onResponse: (response) => {
      const shown = toShown(response);
      console.log(describeRequest(shown));
      dashboard.addRequest(shown);
      recording.clear();
    },
  };
  const server = await opened.listen(options, nextRequest.wrap(handle));
  console.log(`OptimalDial sandbox at ${server.url}, with a dashboard`);
  printEnvironment(server.url, sandbox.apiKey);
  onSignal(() => {
    dashboard.close();
    sandbox.close();
    void server.close();
  });
}

function onAttempt(report: AttemptReport): void {
  console.log(describeAttempt(report));
}

/** Prints what a client reads from its environment. The key comes last: then the server is ready. */
function printEnvironment(baseUrl: string, key: string): void {
  console.log(`OPTIMALDIAL_BASE_URL=${baseUrl}\nOPTIMALDIAL_API_KEY=${key}`);
}

/** Warns on stderr, because scripts read the key from stdout. */
function warn(address: string, risk: string): void {
  console.error(
    `Warning: listening on ${address}, beyond this machine. Anyone with network access can ${risk}. Use --host 127.0.0.1 to prevent that.`,
  );
}

function onSignal(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}
