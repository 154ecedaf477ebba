/**
 * Sends lists with the shared limiter of the guide until it's killed, and prints the status of each attempt:
 * write.ts redis|postgres <URL of the store> <module with the limiter>
 */
import { writeSync } from 'node:fs';
import { createClient, type Limiter } from '@optimaldial/client';
import { phoneNumbers } from '@optimaldial/testing';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { RateLimiterPostgres, RateLimiterRedis, type RateLimiterAbstract } from 'rate-limiter-flexible';

const [kind = '', url = '', module = ''] = process.argv.slice(2);
const { shareLimit } = (await import(module)) as { shareLimit: (limit: RateLimiterAbstract) => Limiter };
const RATE = { points: 1, duration: 1 };

const client = createClient({
  limiter: shareLimit(kind === 'redis' ? onRedis() : await onPostgres()),
  onAttempt: ({ status }) => writeSync(1, `${status}\n`),
});
const list = { phone_numbers: phoneNumbers(100) };
for (;;) await client.uploads.create(list, { deadline: 120_000 });

function onRedis(): RateLimiterAbstract {
  return new RateLimiterRedis({ storeClient: new Redis(url), ...RATE });
}

async function onPostgres(): Promise<RateLimiterAbstract> {
  return new Promise((resolve, reject) => {
    const options = { storeClient: new Pool({ connectionString: url, max: 2 }), ...RATE };
    const limiter = new RateLimiterPostgres(options, (error?: Error) =>
      error === undefined ? resolve(limiter) : reject(error),
    );
  });
}
