import { isRecord } from '../../is-record.ts';

/** How long Node's fetch waits for the head of a response, and between two pieces of its body, in ms. */
const NODE_LIMIT_MS = 300_000;

/**
 * What Node's fetch has to be given so that it waits as long as a longer timeout says: else it ends the
 * request after 300 s on its own. A `fetch` of the caller's has limits of its own (`headersTimeout` and
 * `bodyTimeout` of undici's Agent).
 */
export function forLongTimeout(ms: number): object | undefined {
  if (ms < NODE_LIMIT_MS) return undefined;
  // Reading it loads undici, which then has its dispatcher.
  void globalThis.Request;
  const dispatcher: unknown =
    Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.2')) ??
    Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
  if (!isRecord(dispatcher)) return undefined;
  // Our own timeout ends the request; 0 disables these.
  const limits = { headersTimeout: 0, bodyTimeout: 0 };
  const dispatch = (options: object, handler: unknown): unknown => {
    const { dispatch: send } = dispatcher;
    return (
      typeof send === 'function' && Reflect.apply(send, dispatcher, [{ ...options, ...limits }, handler])
    );
  };
  return { dispatcher: { dispatch } };
}
