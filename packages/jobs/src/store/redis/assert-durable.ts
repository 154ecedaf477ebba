import { StoreError } from '../store-error.ts';
import { readSetting, type RedisClient } from './client.ts';
import { replyCode, toStoreError } from './run-script.ts';

/** The settings with which a server loses what it has confirmed. */
const SETTINGS: readonly { name: string; loses: RegExp; advice: string }[] = [
  { name: 'appendonly', loses: /^no$/, advice: '`appendonly yes` and `appendfsync always`' },
  { name: 'appendfsync', loses: /^(everysec|no)$/, advice: '`appendfsync always`' },
  // While the server rewrites its file, `always` then has no effect.
  { name: 'no-appendfsync-on-rewrite', loses: /^yes$/, advice: '`no-appendfsync-on-rewrite no`' },
  { name: 'maxmemory-policy', loses: /^allkeys/, advice: '`maxmemory-policy noeviction`' },
];

/**
 * Checks that a server keeps what it has confirmed. Passes if the server doesn't allow reading its settings.
 *
 * @throws StoreError if a crash, or a full memory, can lose a record
 */
export async function assertDurable(client: RedisClient): Promise<void> {
  for (const { name, loses, advice } of SETTINGS) {
    let value: unknown;
    try {
      value = await readSetting(client, name);
    } catch (error) {
      const code = replyCode(error);
      // Managed servers often have no CONFIG.
      if (code === 'ERR' || code === 'NOPERM') return;
      throw toStoreError(error);
    }
    if (typeof value !== 'string' || !loses.test(value)) continue;
    throw new StoreError(
      `Redis can lose records that it has confirmed, so that lists are charged twice: its setting ${name} is ${value}. Set ${advice}, or accept the risk with \`checkDurability: false\`.`,
      { next: 'person' },
    );
  }
}
