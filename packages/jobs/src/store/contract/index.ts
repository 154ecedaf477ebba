/**
 * Proves a store of your own. Start with {@link storeContract}.
 *
 * @module
 */
export { storeContract, type RegisterTest, type StoreUnderTest } from './store-contract.ts';
export type { JobStore, RecordQuery, StoredRecord } from '../store.ts';
