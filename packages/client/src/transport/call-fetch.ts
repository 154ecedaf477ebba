import { rejectsSignal } from './fetch-error.ts';
import type { FetchResponse, Send, SentInit } from './fetch-types.ts';

/**
 * Calls `fetch`. A signal from another realm, such as that of jsdom, is rejected before anything is sent:
 * the request is then made without it. The call still times out; only the request is not aborted.
 */
export async function callFetch(fetch: Send, url: string, init: SentInit): Promise<FetchResponse> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (!rejectsSignal(cause) || init.signal?.aborted) throw cause;
    return fetch(url, Object.assign(init, { signal: null }));
  }
}
