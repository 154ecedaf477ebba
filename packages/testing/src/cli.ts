#!/usr/bin/env node
/** `optimaldial-mock`: serves the sandbox or the mock over HTTP, for manual use and other languages. */
import { randomInt } from 'node:crypto';
import { parseOptions, USAGE, type CliOptions } from './cli/options.ts';
import { createDashboard, type Dashboard } from './dashboard/dashboard.ts';
import { createNextRequest } from './dashboard/next-request.ts';
import { createMock } from './mock/create-mock.ts';
import { openSandbox } from './sandbox/create-sandbox.ts';
import type { InternalListenOptions, ListenOptions } from './server/listen.ts';
import { OTHER_PORT } from './server/port.ts';

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
  if (options === undefined) console.log(USAGE);
  else if (options.mock) await serveMock(options);
  else await serveSandbox(options);
}

async function serveMock({ listen }: CliOptions): Promise<void> {
  const mock = createMock();
  const options: InternalListenOptions = {
    ...listen,
    onExposed: (address) => warn(address, 'call the API with any key that starts with od_live_'),
    onResponse: (response) => {
      log(response);
      // A server that runs for days must not accumulate its requests.
      mock.reset();
    },
  };
  const server = await mock.listen(options);
  console.log(`OptimalDial mock at ${server.url}`);
  onSignal(() => void server.close());
}

async function serveSandbox({ listen, sandbox: sandboxOptions, routes }: CliOptions): Promise<void> {
  // A random seed, so that each start has another key.
  const opened = openSandbox({ ...sandboxOptions, seed: randomInt(2 ** 32) });
  const { sandbox, recording, handle, processing } = opened;
  for (const { from, to } of routes) sandbox.route(from, to);
  const nextRequest = createNextRequest();
  const hostNames = ['localhost', '127.0.0.1', '::1', listen.host.toLowerCase()];
  const dashboard = createDashboard(sandbox, { nextRequest, processing, hostNames });
  const options: InternalListenOptions = {
    ...listen,
    onExposed: (address) => warn(address, 'use the dashboard, and call the API with the key'),
    intercept: (incoming, outgoing) => dashboard.handle(incoming, outgoing),
    onResponse: (response) => {
      dashboard.addRequest(log(response));
      recording.clear();
    },
  };
  const server = await opened.listen(options, nextRequest.wrap(handle));
  console.log(`OptimalDial sandbox at ${server.url}, with a dashboard`);
  console.log(`OPTIMALDIAL_API_KEY=${sandbox.apiKey}`);
  onSignal(() => {
    dashboard.close();
    sandbox.close();
    void server.close();
  });
}

/** Warns on stderr, because scripts read the key from stdout. */
function warn(address: string, risk: string): void {
  console.error(
    `Warning: listening on ${address}, beyond this machine. Anyone with network access can ${risk}. Use --host 127.0.0.1 to prevent that.`,
  );
}

/** Logs a request and its violations, and returns them for the dashboard. */
function log(
  response: Parameters<NonNullable<ListenOptions['onResponse']>>[0],
): Parameters<Dashboard['addRequest']>[0] {
  const { method, path, status = null } = response;
  const violations = response.violations.map(({ side, message }) => `${side}: ${message}`);
  console.log(`${method} ${path} → ${status ?? 'no response'}`);
  for (const violation of violations) console.log(`  ${violation}`);
  return { method, path, status, violations };
}

function onSignal(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}
