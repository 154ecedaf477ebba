import type { ServerResponse } from 'node:http';

/** Sends the state to open dashboards, as server-sent events. */
export interface EventStream {
  /** Adds a client. Returns `false` if there are too many. */
  add(outgoing: ServerResponse): boolean;
  /** Sends the state to all clients, if it changed. */
  send(): void;
  /** Closes all connections. */
  close(): void;
}

const MAX_CLIENTS = 100;
const REFRESH_MS = 500;

/**
 * Creates a stream without clients.
 *
 * @param run identifies this start of the server; the page reloads if it changes
 * @param getState called only if there are clients
 */
export function createEventStream(run: string, getState: () => object): EventStream {
  const lastSent = new Map<ServerResponse, string>();

  function send(): void {
    if (lastSent.size === 0) return;
    const state = JSON.stringify(getState());
    for (const [client, last] of lastSent) {
      // A slow client skips states instead of queueing them.
      if (last === state || client.writableNeedDrain) continue;
      lastSent.set(client, state);
      client.write(`data: ${state}\n\n`);
    }
  }

  const timer = setInterval(send, REFRESH_MS);
  timer.unref();
  return {
    add(outgoing) {
      if (lastSent.size >= MAX_CLIENTS) return false;
      outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      outgoing.write(`event: run\ndata: ${run}\n\n`);
      lastSent.set(outgoing, '');
      outgoing.on('close', () => lastSent.delete(outgoing));
      send();
      return true;
    },
    send,
    close() {
      clearInterval(timer);
      for (const client of lastSent.keys()) client.end();
    },
  };
}
