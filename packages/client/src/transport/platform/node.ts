import { onNode } from '../runtime.ts';
import { connectPhase } from './connect-phase.ts';
import { forLongTimeout } from './long-timeout.ts';
import { multipartBody } from './multipart-body.ts';
import type { Platform } from './types.ts';
import { platform as web } from './web.ts';

/**
 * What Node needs. Bun and Deno load this too, because they take the same conditions of `imports`; they say
 * as much of a failed connection as Node does.
 */
export const platform: Platform = {
  connectPhase,
  formInit: (form, attempt) =>
    onNode()
      ? // Node's fetch keeps the whole body in memory unless redirects are an error (nodejs/undici#4058).
        { body: multipartBody(form, attempt), redirect: 'error' }
      : web.formInit(form, attempt),
  timeoutInit: (ms) => (onNode() ? forLongTimeout(ms) : undefined),
};
