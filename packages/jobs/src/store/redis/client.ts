import type { Script } from './scripts.ts';

/** What the store requires of `ioredis`: a `Redis` or a `Cluster`. */
export interface IoredisClient {
  eval(script: string, numberOfKeys: number, ...args: string[]): Promise<unknown>;
  evalsha(sha: string, numberOfKeys: number, ...args: string[]): Promise<unknown>;
  config(subcommand: 'GET', parameter: string): Promise<unknown>;
}

/** What the store requires of `redis` (node-redis): a client, a pool or a cluster, after `connect()`. */
export interface NodeRedisClient {
  eval(script: string, options: NodeRedisArguments): Promise<unknown>;
  evalSha(sha: string, options: NodeRedisArguments): Promise<unknown>;
  configGet(parameter: string): Promise<unknown>;
}

/** Arguments of a script, as `redis` (node-redis) takes them. */
export interface NodeRedisArguments {
  keys: string[];
  arguments: string[];
}

/** Runs a Lua script with `EVAL`, for other clients. Rejects with an error whose message is that of the server. */
export type RunScript = (script: string, keys: string[], args: string[]) => Promise<unknown>;

/** A client of Redis: of `ioredis` or `redis` (node-redis), or a function that runs a script. */
export type RedisClient = IoredisClient | NodeRedisClient | RunScript;

/** Runs a script, from the cache of the server if possible. */
export async function evaluate(
  client: RedisClient,
  { text, sha }: Script,
  keys: string[],
  args: string[],
): Promise<unknown> {
  if (typeof client === 'function') return client(text, keys, args);
  try {
    if ('evalSha' in client) return await client.evalSha(sha, { keys, arguments: args });
    return await client.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    // A server loses its cache when it restarts. The script was not run.
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
  }
  if ('evalSha' in client) return client.eval(text, { keys, arguments: args });
  return client.eval(text, keys.length, ...keys, ...args);
}

/** Reads a setting of the server; `undefined` if the client can't. */
export async function readSetting(client: RedisClient, name: string): Promise<unknown> {
  if (typeof client === 'function') return undefined;
  const reply = 'evalSha' in client ? await client.configGet(name) : await client.config('GET', name);
  // `ioredis` returns names and values in turn, or an object with RESP3; `redis` returns an object.
  if (Array.isArray(reply)) return reply[1];
  return typeof reply === 'object' && reply !== null ? Reflect.get(reply, name) : undefined;
}
