import { createClient, type Client } from '@optimaldial/client';
import { createJobs } from '../create-jobs.ts';
import type { Jobs } from '../jobs.ts';
import { fileStore } from '../store/file/file-store.ts';
import type { JobStore } from '../store/store.ts';
import type { Io } from './io.ts';
import type { JobCommand } from './arguments/command.ts';
import { UsageError } from './usage-error.ts';

/** The jobs that a command works on. */
export interface Session {
  readonly jobs: Jobs;
  readonly baseUrl: string;
  /** Creates the folder of the store. */
  prepare(): Promise<unknown>;
  /** Sets the listener for the moment before a list is sent. */
  onSending(listener: () => void): void;
  close(): void;
}

/** Short, because it delays the same command after kill -9. The protocol doesn't depend on it. */
const LEASE_MS = 2000;

/**
 * Opens the jobs of the folder `--state`.
 *
 * @param isOffline whether the command makes no call, and so needs no API key
 * @throws UsageError without an API key
 * @throws ConfigurationError if the API key or the base URL is invalid
 */
export function openSession({ state, baseUrl }: JobCommand, io: Io, isOffline: boolean): Session {
  const apiKey = io.env['OPTIMALDIAL_API_KEY'];
  if (!isOffline && (apiKey === undefined || apiKey === '')) {
    throw new UsageError(
      'No API key. Set OPTIMALDIAL_API_KEY in the environment; create a key in the OptimalDial developer panel. To run without an account, add --sandbox.',
    );
  }
  const client = createClient({
    apiKey: isOffline ? () => '' : apiKey,
    // An empty variable counts as not set.
    baseUrl: baseUrl ?? (io.env['OPTIMALDIAL_BASE_URL'] || undefined),
  });
  return { ...sessionOf(client, fileStore(state)), close: () => undefined };
}

/** Creates the jobs of a session. */
export function sessionOf(client: Client, store: JobStore): Omit<Session, 'close'> {
  let sending: (() => void) | undefined;
  const observed: JobStore = {
    now: () => store.now(),
    get: (key) => store.get(key),
    list: (query) => store.list(query),
    async put(record, version) {
      const isStored = await store.put(record, version);
      // A renewed lease keeps the time of sending.
      if (
        isStored &&
        record.kind === undefined &&
        record.state === 'sending' &&
        record.sentAt === record.updatedAt
      )
        sending?.();
      return isStored;
    },
  };
  return {
    jobs: createJobs({ client, store: observed, lease: LEASE_MS }),
    baseUrl: client.baseUrl,
    prepare: () => store.now(),
    onSending: (listener) => void (sending = listener),
  };
}
