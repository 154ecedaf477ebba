import { randomUUID } from 'node:crypto';
import { fits } from '../facets.ts';
import { keyHash } from '../key-hash.ts';
import { JOB_STATES, type JobRecord } from '../record.ts';
import type { JobStore, RecordQuery } from '../store.ts';
import { assertDurable } from './assert-durable.ts';
import type { RedisClient } from './client.ts';
import { indexed, rangeOf, STATES_OF_JOBS } from './entries.ts';
import { parseStored } from './parse-stored.ts';
import { arrayIn, isStored, textIn } from './reply.ts';
import { runScript } from './run-script.ts';
import { DAYS, GET, NOW, PAGE, PUT, type Script, SUMMARIZE } from './scripts.ts';

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /**
   * What the names of the three keys of the store start with, in braces, so that a cluster keeps them together.
   *
   * @default 'optimaldial-jobs'
   */
  readonly prefix?: string | undefined;
  /**
   * Whether the first put reads settings of the server, and throws a `StoreError` if one of them can lose
   * confirmed records. Passes if the server doesn't allow `CONFIG GET`.
   *
   * @default true
   */
  readonly checkDurability?: boolean | undefined;
}

/** Number of records that `list` reads with one command. */
const PAGE_SIZE = 100;

/**
 * Creates a store in Redis 7 or later, for any number of processes and machines. Errors of the client become a
 * `StoreError` with their code.
 *
 * - A put is one script, which compares the version, and stores the record and its index. It's confirmed when
 *   the server has written it to disk, if the server has `appendonly yes` and `appendfsync always`. With
 *   `everysec`, a crash loses the last second of confirmed puts. A list that was sent in that time can then be
 *   sent and charged a second time.
 * - Replication is asynchronous, so a failover can lose confirmed puts as well. `WAIT` makes that less likely,
 *   but doesn't rule it out.
 * - Nothing expires. Set `maxmemory-policy noeviction`, and enough `maxmemory`: a job takes about 3 kB. Don't
 *   delete the keys of the store: its jobs are then sent and charged again.
 * - Times come from the clock of the server.
 * - In a cluster, all keys of a store are on one node.
 *
 * @param client a client of `ioredis` or `redis` (node-redis), or a function that runs a script
 * @throws `TypeError` if `prefix` contains a brace or is empty
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): JobStore {
  const { prefix = 'optimaldial-jobs', checkDurability = true } = options;
  if (!/^[^{}]+$/.test(prefix)) throw new TypeError('`prefix` must be a text without braces.');
  const keys = ['records', 'index', 'days'].map((name) => `{${prefix}}:${name}`);
  const run = (script: Script, args: string[] = []): Promise<unknown> =>
    runScript(client, script, keys, args);
  let isDurable = !checkDurability;

  return {
    async now() {
      const [seconds, microseconds] = arrayIn(await run(NOW)).map(Number);
      return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    },
    async get(key) {
      const stored = await run(GET, [keyHash(key)]);
      return stored === null ? undefined : parseStored(textIn(stored));
    },
    async put(record, version) {
      const text = JSON.stringify(record);
      const id = keyHash(record.key);
      const { position, amount, entries } = indexed(id, record);
      if (!isDurable) await assertDurable(client);
      isDurable = true;
      const args = [id, `${version}`, position, randomUUID(), amount, text, ...entries];
      return isStored(await run(PUT, args));
    },
    list,
    async summarize() {
      const reply = arrayIn(await run(SUMMARIZE, [STATES_OF_JOBS]));
      return JOB_STATES.flatMap((state) => {
        const index = reply.indexOf(state);
        if (index === -1) return [];
        const [count, position] = reply.slice(index + 1);
        return [{ state, count: Number(count), oldest: Number.parseInt(textIn(position), 10) }];
      });
    },
    async summarizeDays(since) {
      const reply = arrayIn(await run(DAYS));
      return reply
        .flatMap((day, index) =>
          index % 2 === 0 ? [{ day: textIn(day), credits: Number(reply[index + 1]) }] : [],
        )
        .filter(({ day, credits }) => day >= since && credits !== 0)
        .toSorted((a, b) => (a.day < b.day ? -1 : 1));
    },
  };

  async function* list(query: RecordQuery = {}): AsyncGenerator<JobRecord, void, undefined> {
    const { prefixes, end } = rangeOf(query);
    const { after, dueBy, limit = Infinity } = query;
    const first = dueBy === undefined ? after : undefined;
    // A record that becomes due later while it's listed would be listed again.
    const listed = new Set<string>();
    let position = '';
    for (let left = Math.ceil(limit); left > 0 && prefixes.length > 0;) {
      const size = Math.min(PAGE_SIZE, left);
      const behind = position === '' && first !== undefined ? keyHash(first) : '';
      const page = arrayIn(await run(PAGE, [`${size}`, position, behind, end, ...prefixes]));
      for (let index = 0; index < page.length; index += 2) {
        position = textIn(page[index]);
        const stored = textIn(page[index + 1]);
        // Someone has deleted the record, but not its index.
        if (stored === '') continue;
        const { record } = parseStored(stored);
        if (!fits(record, query) || listed.has(record.key)) continue;
        if (dueBy !== undefined) listed.add(record.key);
        left -= 1;
        yield record;
        if (left <= 0) return;
      }
      if (page.length < size * 2) return;
    }
  }
}
