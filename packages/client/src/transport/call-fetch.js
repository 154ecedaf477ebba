import { refusesSignal } from './fetch-error.ts';
/**
 * Hands a request to `fetch`. A signal of another realm, as jsdom has it, is refused before anything is
 * sent: without it the call still ends in time, and only its request goes on unheard.
 */
export async function transmit(fetch, url, init) {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (!refusesSignal(cause) || init.signal?.aborted) throw cause;
    return fetch(url, Object.assign(init, { signal: null }));
  }
}
