/**
 * Stores jobs in Redis. Start with {@link redisStore}.
 *
 * @module
 */
export type { IoredisClient, NodeRedisArguments, NodeRedisClient, RedisClient, RunScript } from './client.ts';
export { redisStore, type RedisStoreOptions } from './redis-store.ts';
export { StoreError, type StoreErrorOptions } from '../store-error.ts';
export type { JobStore, RecordQuery, StoredRecord } from '../store.ts';
