#!/usr/bin/env node
/** `optimaldial-jobs`: runs jobs from the command line. */
import { readFile } from 'node:fs/promises';
import { isRecord } from './cli/is-record.ts';
import { main } from './cli/main.ts';

const interrupted = new AbortController();
let interruptions = 0;

function interrupt(): void {
  interruptions += 1;
  // The first Ctrl-C ends the work in an orderly way.
  if (interruptions > 1) process.exit(130);
  interrupted.abort();
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return isRecord(manifest) ? String(manifest['version']) : '';
}

process.on('SIGINT', interrupt);
const { stdin, stdout, stderr, env } = process;
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: unknown) => {
    // Its reader has ended, such as `head`. That must not end a job.
    if (!isRecord(error) || error['code'] !== 'EPIPE') throw error;
  });
}
process.exitCode = await main(
  process.argv.slice(2),
  { stdin, stdout, stderr, env, signal: interrupted.signal, interrupt },
  await readVersion(),
);
process.off('SIGINT', interrupt);
