import type { Platform } from './types.ts';

/** For browsers and workers, which don't report why a connection failed. */
export const platform: Platform = {
  connectPhase: () => undefined,
  formInit: ({ type, parts }) => ({ body: new Blob([...parts], { type }), redirect: 'manual' }),
  timeoutInit: () => undefined,
};
