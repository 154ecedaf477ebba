/** @module */
export type { JobStore } from '../store.ts';
