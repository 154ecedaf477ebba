import type { Platform } from './types.ts';

/** For browsers and workers, which don't report why a connection failed. */
export const platform: Platform = {
  connectPhase: () => undefined,
  // Without a type, because workerd prints a warning if the header states it as well.
  formInit: ({ parts }) => ({ body: new Blob([...parts]), redirect: 'manual' }),
  timeoutInit: () => undefined,
  trace: (_name, _describe, work) => work(),
};
