#!/usr/bin/env node
/** `optimaldial-mock`: serves the sandbox or the mock over HTTP, for manual use and other languages. */
import { readFile } from 'node:fs/promises';
import { parseOptions, type CliOptions } from './cli/options.ts';
import { describeRequest, toShown } from './cli/log.ts';
import { onEnd } from './cli/on-end.ts';
import { USAGE } from './cli/usage.ts';
import { isRecord } from './is-record.ts';
import type { InternalListenOptions } from './server/listen.ts';
import { OTHER_PORT } from './server/port.ts';

// The mock accepts any key.
const MOCK_KEY = `od_live_${'0'.repeat(32)}`;
const OTHER_PORT_OPTION = 'Pass another --port, or omit it for a free one.';

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: unknown) => {
    // The process that reads the log has ended. The state must still be saved.
    if (!isRecord(error) || error['code'] !== 'EPIPE') throw error;
  });
}
try {
  await run();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`optimaldial-mock: ${message.replace(OTHER_PORT, OTHER_PORT_OPTION)}`);
  process.exitCode = 1;
}

/** Loads the engine only if it's needed: `-h` and an invalid option take a fraction of its time. */
async function run(): Promise<void> {
  const options = parseOptions();
  if (options === 'help') console.log(USAGE);
  else if (options === 'version') console.log(await readVersion());
  else if (options.mock) await serveMock(options);
  else await runSandbox(options);
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return isRecord(manifest) ? String(manifest['version']) : '';
}

async function serveMock({ listen, exitWithParent }: CliOptions): Promise<void> {
  const { createMock } = await import('./mock/create-mock.ts');
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
  onEnd(exitWithParent, () => server.close());
  console.log(`OptimalDial mock at ${server.url}`);
  printEnvironment(server.url, MOCK_KEY);
}

async function runSandbox(options: CliOptions): Promise<void> {
  const { serveSandbox } = await import('./cli/serve-sandbox.ts');
  const { url, apiKey, stop } = await serveSandbox(options, {
    onExposed: (address) => warn(address, 'use the dashboard, and call the API with the key'),
    log: (line) => console.log(line),
    warn: (line) => console.error(line),
  });
  onEnd(options.exitWithParent, async () => {
    if (!(await stop())) process.exitCode = 1;
  });
  console.log(`OptimalDial sandbox at ${url}, with a dashboard`);
  printEnvironment(url, apiKey);
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
