import { findRedis, startRedis } from '@optimaldial/jobs-lab/redis';
import { readPage } from './project/page.ts';
import { engineSuite } from './scene/engine-suite.ts';

await engineSuite('BullMQ on Redis', {
  page: readPage('bullmq'),
  find: findRedis,
  async open() {
    const redis = await startRedis();
    return { env: () => ({ REDIS_URL: redis.url }), close: () => redis.stop() };
  },
});
