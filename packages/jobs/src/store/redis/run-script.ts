import { StoreError } from '../store-error.ts';
import { evaluate, type RedisClient } from './client.ts';
import type { Script } from './scripts.ts';

/** Codes of replies that pass. */
const TEMPORARY = new Set([
  'ASK',
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MAXCLIENTS',
  'MOVED',
  'NOREPLICAS',
  'READONLY',
  'TRYAGAIN',
]);

const CONNECT = 'Check that the server is running and reachable, then try again.';
const PERMISSIONS =
  'Check the user and the password of the client. The user must be allowed to run EVAL and EVALSHA on the keys of the store.';

const ADVICE: Readonly<Record<string, string>> = {
  MAXCLIENTS: 'The server has too many clients. Close some, or raise `maxclients`, then try again.',
  MISCONF: 'The server cannot write to its disk. Free space, or repair the disk.',
  NOAUTH: PERMISSIONS,
  NOPERM: PERMISSIONS,
  OOM: 'The memory of the server is full. Raise `maxmemory`.',
  READONLY: 'The server is a replica. Connect the client to the primary, then try again.',
  WRONGPASS: PERMISSIONS,
  WRONGTYPE: 'Another program uses the keys of the store. Set another `prefix`.',
};

/**
 * Runs a script.
 *
 * @throws StoreError without the text of the server, which can contain values. A put that failed may be stored
 */
export async function runScript(
  client: RedisClient,
  script: Script,
  keys: string[],
  args: string[] = [],
): Promise<unknown> {
  try {
    return await evaluate(client, script, keys, args);
  } catch (error) {
    throw toStoreError(error);
  }
}

/** Describes an error of a client. `next` is `retry` unless the server refused the command for good. */
export function toStoreError(error: unknown): StoreError {
  const reply = replyCode(error);
  const isTemporary = reply === undefined || TEMPORARY.has(reply);
  const cause = reply ?? systemCode(error);
  const advice =
    (reply === undefined ? undefined : ADVICE[reply]) ??
    (isTemporary ? CONNECT : 'Look up the code in the documentation of Redis.');
  return new StoreError(`Redis could not run a command of the store (${cause ?? nameOf(error)}). ${advice}`, {
    next: isTemporary ? 'retry' : 'person',
    cause,
  });
}

/** The code that an error reply of the server starts with, such as `LOADING`. */
export function replyCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // `ioredis` passes the refusal of a connection to the first command.
  if (/^-?ERR max number of clients/.test(error.message)) return 'MAXCLIENTS';
  // Before Redis 7, errors of commands in a script are wrapped: `ERR Error running script (…): @user_script:1: -OOM …`.
  const inScript = /@user_script: ?\d+: -?([A-Z]+) /.exec(error.message);
  return (inScript ?? /^-?([A-Z]{2,20})(?: |$)/.exec(error.message))?.[1];
}

/** Code of a connection error, such as `ECONNREFUSED`. */
function systemCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_\d]{1,40}$/.test(code) ? code : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : typeof error;
}
