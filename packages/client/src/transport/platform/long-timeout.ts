import { isRecord } from '../../is-record.ts';

/** Node's fetch allows this long for the response headers, and between two chunks of the body, in ms. */
const NODE_LIMIT_MS = 300_000;

/**
 * Options that disable the 300-second limits of Node's fetch for a longer timeout. A custom `fetch` has
 * limits of its own (`headersTimeout` and `bodyTimeout` of undici's Agent).
 */
export function forLongTimeout(ms: number): object | undefined {
  if (ms < NODE_LIMIT_MS) return undefined;
  // Reading this global loads undici, which then registers its dispatcher.
  void globalThis.Request;
  const dispatcher: unknown =
    Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.2')) ??
    Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
  if (!isRecord(dispatcher)) return undefined;
  // The client has its own timeout; 0 disables these.
  const limits = { headersTimeout: 0, bodyTimeout: 0 };
  const dispatch = (options: object, handler: unknown): unknown => {
    const { dispatch: send } = dispatcher;
    return (
      typeof send === 'function' && Reflect.apply(send, dispatcher, [{ ...options, ...limits }, handler])
    );
  };
  return { dispatcher: { dispatch } };
}
