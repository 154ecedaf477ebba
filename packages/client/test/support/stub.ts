import { createClient, type Client, type ClientOptions, type Fetch } from '@optimaldial/client';

import { scanned } from './leaks.ts';

/** A key of the right shape that opens nothing. */
export const apiKey: string = `od_live_${'s3cret-K'.repeat(4)}`;

/** The id of the API's own examples. */
export const id = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';

/** Path of that upload. */
export const path: string = `/api/v1/uploads/${id}`;

/** One call that a stub has seen. */
export interface Seen {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
}

/** A client whose `fetch` is `answer`, and the calls that it has seen. */
export function stub(
  answer: (call: number, init: RequestInit, url: string) => Response | Promise<Response>,
  options: ClientOptions = {},
): { client: Client; seen: Seen[] } {
  const seen: Seen[] = [];
  const fetch: Fetch = async (url, init) => {
    seen.push({ url, init, headers: new Headers(init.headers) });
    return answer(seen.length, init, url);
  };
  return { client: createClient({ apiKey, fetch, maxRetries: 0, ...options }), seen };
}

/** What a promise is rejected with; fails where it is not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => ({ rejected: false as const }),
    (reason: unknown) => ({ rejected: true as const, reason }),
  );
  if (!outcome.rejected) throw new Error('expected a rejection');
  return scanned(outcome.reason);
}
