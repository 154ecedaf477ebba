#!/usr/bin/env node
/** `optimaldial-mock`: the mock over HTTP, for people in other languages. */
import { parseArgs } from 'node:util';
import { createMock } from './create-mock.ts';
import { maskKeys } from './mask.ts';

const USAGE = `optimaldial-mock [--port N] [--host ADDRESS]

Serves a mock of the OptimalDial API that answers from the examples of its description.
Send any key that starts with od_live_. Choose an answer by a header:
  Prefer: example=completed
  Prefer: code=404

  --port N         port to listen on (default: a free one)
  --host ADDRESS   address to listen on (default: 127.0.0.1, which only this machine reaches)
  --help           this text`;

try {
  await run();
} catch (error) {
  console.error(`optimaldial-mock: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, host: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, not “${values.port}”.`);
  }
  const mock = createMock();
  const server = await mock.listen({
    port,
    host: values.host ?? '127.0.0.1',
    onAnswer: ({ method, path, status }) => {
      console.log(`${method} ${maskKeys(path)} → ${status}`);
      for (const { side, message } of mock.violations()) console.log(`  ${side}: ${message}`);
      // Nobody asks for them again: a server that runs for days must not keep them.
      mock.reset();
    },
  });
  console.log(`OptimalDial mock at ${server.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
}
