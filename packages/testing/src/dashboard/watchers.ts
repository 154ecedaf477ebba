import type { ServerResponse } from 'node:http';

/** The pages that are open, told of the account by server-sent events. */
export interface Watchers {
  /** Adds one; false where there are too many. */
  add(outgoing: ServerResponse): boolean;
  /** Tells all of them, where there is news. */
  tell(): void;
  /** Ends their connections. */
  close(): void;
}

const MOST_WATCHERS = 100;
const REFRESH_MS = 500;

/**
 * Starts without any.
 *
 * @param run names this start of the server, so that a page knows when another one answers it
 * @param state what to tell; asked for only where somebody watches
 */
export function createWatchers(run: string, state: () => object): Watchers {
  const told = new Map<ServerResponse, string>();

  function tell(): void {
    if (told.size === 0) return;
    const news = JSON.stringify(state());
    for (const [watcher, last] of told) {
      // A page that does not read must not pile up what it missed: it is told the whole later.
      if (last === news || watcher.writableNeedDrain) continue;
      told.set(watcher, news);
      watcher.write(`data: ${news}\n\n`);
    }
  }

  const timer = setInterval(tell, REFRESH_MS);
  timer.unref();
  return {
    add(outgoing) {
      if (told.size >= MOST_WATCHERS) return false;
      outgoing.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      outgoing.write(`event: run\ndata: ${run}\n\n`);
      told.set(outgoing, '');
      outgoing.on('close', () => told.delete(outgoing));
      tell();
      return true;
    },
    tell,
    close() {
      clearInterval(timer);
      for (const watcher of told.keys()) watcher.end();
    },
  };
}
