import { createClient } from '@optimaldial/client';
import type * as testing from '@optimaldial/testing';
import { memoryStore } from '../store/memory-store.ts';
import { COMMAND } from './arguments/usage.ts';
import { sessionOf, type Session } from './session.ts';
import { quote } from './terminal/quote.ts';
import { UsageError } from './usage-error.ts';

/**
 * Opens a sandbox in this process, with jobs in memory: they end with the process, as its account does.
 *
 * @throws UsageError if `@optimaldial/testing` isn't installed
 */
export async function openSandboxSession(args: readonly string[]): Promise<Session> {
  const { createSandbox } = await importTesting(args);
  const sandbox = createSandbox({ credits: 1_000_000, processing: { queued: '500ms', takes: '1s' } });
  const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
  return { ...sessionOf(client, memoryStore()), close: () => sandbox.close() };
}

type Testing = Pick<typeof testing, 'createSandbox'>;

async function importTesting(args: readonly string[]): Promise<Testing> {
  try {
    return await import('@optimaldial/testing');
  } catch (cause) {
    throw new UsageError(
      `--sandbox requires the package @optimaldial/testing. Run: npx -p @optimaldial/jobs -p @optimaldial/testing ${COMMAND} ${args.map(quote).join(' ')}`,
      { cause },
    );
  }
}
