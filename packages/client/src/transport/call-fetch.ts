import { rejectsSignal } from './fetch-error.ts';
import type { FetchResponse, Send, SentInit } from './fetch-types.ts';

/**
 * Hands a request to `fetch`. A signal of another realm, as jsdom has it, is refused before anything is
 * sent: without it the call still ends in time, and only its request goes on unheard.
 */
export async function callFetch(fetch: Send, url: string, init: SentInit): Promise<FetchResponse> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (!rejectsSignal(cause) || init.signal?.aborted) throw cause;
    return fetch(url, Object.assign(init, { signal: null }));
  }
}
