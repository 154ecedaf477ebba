import { findRedis, startRedis } from '@optimaldial/jobs-lab/redis';
import { redisStore } from '@optimaldial/jobs/redis';
import { Redis } from 'ioredis';
import { readPage } from './project/page.ts';
import { engineSuite } from './scene/engine-suite.ts';

await engineSuite('BullMQ on Redis', {
  page: readPage('bullmq'),
  find: findRedis,
  async open() {
    const server = await startRedis();
    const client = new Redis(server.url);
    return {
      env: () => ({ REDIS_URL: server.url }),
      store: redisStore(client),
      async close() {
        client.disconnect();
        await server.stop();
      },
    };
  },
});
