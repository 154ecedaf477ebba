import { trace } from '../../tracing/trace.ts';
import { onNode } from '../runtime.ts';
import { connectPhase } from './connect-phase.ts';
import { forLongTimeout } from './long-timeout.ts';
import { multipartBody } from './multipart-body.ts';
import type { Platform } from './types.ts';
import { platform as web } from './web.ts';

/**
 * For Node.js. Bun and Deno load it too, because they resolve the same conditions in `imports`; their
 * connection errors are as detailed as those of Node.js.
 */
export const platform: Platform = {
  connectPhase,
  formInit: (form, attempt) =>
    onNode()
      ? // Otherwise Node's fetch buffers the whole body for a possible redirect (nodejs/undici#4058).
        { body: multipartBody(form, attempt), redirect: 'error' }
      : web.formInit(form, attempt),
  timeoutInit: (ms) => (onNode() ? forLongTimeout(ms) : undefined),
  trace,
};
