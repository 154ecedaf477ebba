import type { Sandbox } from '@optimaldial/testing';

/** A connection that holds the request that creates an upload. */
export interface HeldRequest {
  readonly fetch: typeof fetch;
  /** Resolves when the request is held. */
  readonly isHeld: Promise<void>;
  /** The server carries the request out. */
  arrive(): Promise<void>;
  /** The response reaches the client. */
  respond(): void;
}

/** Holds a request before it reaches the server, and its response before it reaches the client. */
export function holdRequest(sandbox: Sandbox): HeldRequest {
  const held = Promise.withResolvers<void>();
  const response = Promise.withResolvers<Response>();
  const arrived = Promise.withResolvers<Response>();
  let send: (() => Promise<Response>) | undefined;
  return {
    async fetch(input, init) {
      if (init?.method !== 'POST') return sandbox.fetch(input, init);
      // A server doesn't notice that the client has gone.
      send = () => sandbox.fetch(input, { ...init, signal: null });
      held.resolve();
      return response.promise;
    },
    isHeld: held.promise,
    async arrive() {
      if (send === undefined) throw new Error('No request is held.');
      arrived.resolve(await send());
    },
    respond: () => response.resolve(arrived.promise),
  };
}
