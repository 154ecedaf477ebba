import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  type IoredisClient,
  type NodeRedisClient,
  redisStore,
  type RunScript,
  StoreError,
} from '../../src/store/redis/index.ts';
import { record } from '../support/record.ts';

type Call = [command: string, ...rest: unknown[]];

/** Clients with prepared replies. What the scripts do is proven on a real server. */
function clients(...replies: unknown[]): {
  calls: Call[];
  ioredis: IoredisClient;
  nodeRedis: NodeRedisClient;
  run: RunScript;
} {
  const calls: Call[] = [];
  const reply = async (...call: Call): Promise<unknown> => {
    calls.push(call);
    const next = replies.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  return {
    calls,
    ioredis: {
      eval: (script, count, ...args) => reply('eval', script, count, ...args),
      evalsha: (sha, count, ...args) => reply('evalsha', sha, count, ...args),
      config: (_, name) => reply('config', name),
    },
    nodeRedis: {
      eval: (script, options) => reply('eval', script, options),
      evalSha: (sha, options) => reply('evalSha', sha, options),
      configGet: (name) => reply('configGet', name),
    },
    run: (script, keys, args) => reply('run', script, keys, args),
  };
}

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

const KEYS = ['{a b}:records', '{a b}:index', '{a b}:days'];

it('redisStore: passes all keys with one hash tag, whatever the client', async () => {
  const { calls, ioredis, nodeRedis, run } = clients(['1', '2999'], ['1', '2999'], ['1', '2999']);
  for (const client of [ioredis, nodeRedis, run]) {
    expect(await redisStore(client, { prefix: 'a b' }).now()).toBe(1002);
  }
  expect(calls).toEqual([
    ['evalsha', expect.stringMatching(/^[\da-f]{40}$/), 3, ...KEYS],
    ['evalSha', calls[0]?.[1], { keys: KEYS, arguments: [] }],
    ['run', expect.stringContaining("'TIME'"), KEYS, []],
  ]);
});

it('redisStore: sends the script when the server has lost it', async () => {
  const lost = new Error('NOSCRIPT No matching script. Please use EVAL.');
  const { calls, ioredis, nodeRedis } = clients(lost, null, lost, null);
  for (const client of [ioredis, nodeRedis]) expect(await redisStore(client).get('a')).toBeUndefined();
  expect(calls.map(([command]) => command)).toEqual(['evalsha', 'eval', 'evalSha', 'eval']);
});

it.each(['', '{a}', 'a}'])('redisStore: rejects the prefix %j', (prefix) => {
  expect(() => redisStore(clients().run, { prefix })).toThrow(TypeError);
});

it.each([
  ['LOADING Redis is loading the dataset in memory', 'retry', 'LOADING). Check that'],
  ['CLUSTERDOWN The cluster is down', 'retry', 'CLUSTERDOWN'],
  ['READONLY You can’t write against a read only replica.', 'retry', 'Connect the client to the primary'],
  ['ERR Error running script (call to f_0a): @user_script:9: -READONLY You can', 'retry', 'READONLY'],
  ['ERR max number of clients reached', 'retry', 'raise `maxclients`'],
  ['OOM command not allowed when used memory > "maxmemory".', 'person', 'Raise `maxmemory`'],
  ['ERR Error running script (call to f_0a): @user_script: 9: -OOM command', 'person', 'Raise `maxmemory`'],
  ['MISCONF Errors writing to the AOF file: No space left', 'person', 'Free space'],
  ['NOPERM this user has no permissions', 'person', 'EVALSHA'],
  ['WRONGTYPE Operation against a key', 'person', 'another `prefix`'],
  ['ERR unknown command, with args beginning with: +14155550123', 'person', '(ERR)'],
  ['Connection is closed. +14155550123', 'retry', '(Error)'],
])('redisStore: gives the error %j the verdict %s', async (message, next, advice) => {
  for (const call of ['get', 'put'] as const) {
    const { run } = clients(new Error(message));
    const store = redisStore(run);
    const error = await failure(call === 'get' ? store.get('a') : store.put(record('a'), 0));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'job_store', next });
    expect(String(error)).toContain(advice);
    expect(inspect(error)).not.toContain('+1415');
  }
});

it('redisStore: names the code of a connection error', async () => {
  const { ioredis } = clients(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
  const error = await failure(redisStore(ioredis).now());
  expect(error).toMatchObject({ next: 'retry', cause: 'ECONNREFUSED' });
});

it('redisStore: reports a value that is not the record of a job', async () => {
  for (const text of ['', '1', '1 a b = \n{"ke', 'x a b = \n{"key":"a","state":"done"}']) {
    expect(await failure(redisStore(clients(text).run).get('a'))).toMatchObject({ next: 'person' });
  }
});

it('redisStore: reports a client that converts replies', async () => {
  await expect(redisStore(clients(Buffer.from('1')).run).get('a')).rejects.toThrow('must return replies');
  await expect(redisStore(clients('OK').run).put(record('a'), 0)).rejects.toThrow('must return replies');
  await expect(redisStore(clients({}).run).now()).rejects.toThrow('must return replies');
});

describe('checkDurability', () => {
  it.each([
    ['appendonly', 'no', '`appendonly yes` and `appendfsync always`'],
    ['appendfsync', 'everysec', '`appendfsync always`'],
    ['no-appendfsync-on-rewrite', 'yes', '`no-appendfsync-on-rewrite no`'],
    ['maxmemory-policy', 'allkeys-lru', '`maxmemory-policy noeviction`'],
  ])('throws before the first put when %s is %s', async (setting, value, advice) => {
    const settings = [
      'appendonly yes',
      'appendfsync always',
      'no-appendfsync-on-rewrite no',
      'maxmemory-policy noeviction',
    ];
    const all = settings
      .map((line) => line.split(' '))
      .map(([name = '', one]) => [name, name === setting ? value : one]);
    const pairs = clients(...all);
    const objects = clients(...all.map(([name = '', one]) => ({ [name]: one })));
    for (const client of [pairs.ioredis, objects.nodeRedis]) {
      const error = await failure(redisStore(client).put(record('a'), 0));
      expect(error).toMatchObject({ name: 'StoreError', next: 'person' });
      expect(String(error)).toContain(`its setting ${setting} is ${value}. Set ${advice}`);
    }
    expect([...pairs.calls, ...objects.calls].filter(([command]) => /eval/i.test(command))).toEqual([]);
  });

  it('reads the settings once', async () => {
    const { calls, ioredis } = clients(
      ['a', 'yes'],
      ['a', 'always'],
      ['a', 'no'],
      ['a', 'volatile-lru'],
      1,
      0,
    );
    const store = redisStore(ioredis);
    expect(await store.put(record('a'), 0)).toBe(true);
    expect(await store.put(record('a'), 0)).toBe(false);
    expect(calls.map(([command]) => command)).toEqual([...Array(4).fill('config'), 'evalsha', 'evalsha']);
  });

  it('passes when the server does not allow reading settings', async () => {
    for (const message of ["ERR unknown command 'config'", 'NOPERM this user']) {
      const { nodeRedis } = clients(new Error(message), 1);
      expect(await redisStore(nodeRedis).put(record('a'), 0)).toBe(true);
    }
  });

  it('fails when the server is unreachable, and checks again at the next put', async () => {
    const { calls, nodeRedis } = clients(new Error('Socket closed'), { appendonly: 'no' });
    const store = redisStore(nodeRedis);
    expect(await failure(store.put(record('a'), 0))).toMatchObject({ next: 'retry' });
    expect(await failure(store.put(record('a'), 0))).toMatchObject({ next: 'person' });
    expect(calls).toHaveLength(2);
  });

  it('false: reads no settings', async () => {
    const { calls, ioredis } = clients('1');
    expect(await redisStore(ioredis, { checkDurability: false }).put(record('a'), 0)).toBe(true);
    expect(calls.map(([command]) => command)).toEqual(['evalsha']);
  });
});
