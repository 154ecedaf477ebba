import { type Client, type ClientOptions, createClient, type Fetch } from '@optimaldial/client';
import { phoneNumbers } from '@optimaldial/testing';
import { scanError } from './leaks.ts';

/** A well-formed API key that is not valid anywhere. */
export const apiKey: string = `od_live_${'s3cret-K'.repeat(4)}`;

/** The upload ID in the examples of the spec. */
export const id = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';

/** Path of that upload. */
export const path: string = `/api/v1/uploads/${id}`;

/** The smallest list that `uploads.create` accepts. */
export const phoneList: { phone_numbers: string[] } = { phone_numbers: phoneNumbers(100) };

/** A request that the client sent. */
export interface SentRequest {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
}

/** A client whose `fetch` is `respond`, and the requests that it sends. It does not retry by default. */
export function fakeFetch(
  respond: (call: number, init: RequestInit, url: string) => Response | Promise<Response> = () =>
    Response.json({ id }),
  options: ClientOptions = {},
): { client: Client; requests: SentRequest[] } {
  const requests: SentRequest[] = [];
  const fetch: Fetch = async (url, init) => {
    requests.push({ url, init, headers: new Headers(init.headers) });
    return respond(requests.length, init, url);
  };
  return { client: createClient({ apiKey, fetch, maxRetries: 0, ...options }), requests };
}

/** Returns the reason of a rejection, and throws if the promise is fulfilled. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => ({ rejected: false as const }),
    (reason: unknown) => ({ rejected: true as const, reason }),
  );
  if (!outcome.rejected) throw new Error('expected a rejection');
  return scanError(outcome.reason);
}

/** Returns the reason of a rejected call, and throws if a request was sent. */
export async function rejectionBeforeSending(call: (client: Client) => Promise<unknown>): Promise<unknown> {
  const { client, requests } = fakeFetch();
  const error = await rejection(call(client));
  if (requests.length > 0) throw new Error(`expected no request, got ${requests.length}`);
  return error;
}

/** Lets several turns of the event loop pass, in which an unhandled rejection would surface. */
export async function eventLoopTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => void setImmediate(resolve));
}
