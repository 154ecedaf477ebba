import type { Platform } from './types.ts';

/** What browsers and workers need. They don't tell why a connection failed. */
export const platform: Platform = {
  connectPhase: () => undefined,
  formInit: ({ type, parts }) => ({ body: new Blob([...parts], { type }), redirect: 'manual' }),
  timeoutInit: () => undefined,
};
