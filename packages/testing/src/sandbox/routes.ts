import type { WebhookTarget } from '../deliver-webhook.ts';

/** Where deliveries to public addresses really go. */
export interface Routes {
  /** Sends what is for this origin, or for a URL that begins so, to a handler or a server on loopback. */
  route(address: string, target: WebhookTarget): void;
  /** Where a URL leads; `undefined` where it leads nowhere. */
  target(url: string): WebhookTarget | undefined;
}

/** Makes a map without routes: nothing leaves this machine. */
export function createRoutes(): Routes {
  const routes = new Map<string, WebhookTarget>();
  return {
    route(address, target) {
      if (!isPublic(address)) {
        throw new RangeError('A route leads from a public https:// address, such as https://hooks.example.');
      }
      if (typeof target !== 'function' && !isServer(target)) {
        throw new RangeError('A route leads to a handler, or to a server such as http://127.0.0.1:3000.');
      }
      routes.set(new URL(address).href.replace(/\/$/, ''), target);
    },
    target(url) {
      if (!URL.canParse(url)) return undefined;
      const { href, pathname, search } = new URL(url);
      // The longest one that fits: a route for one endpoint goes before one for all of its host.
      const [, target] =
        [...routes]
          .filter(
            ([from]) => href === from || /^[/?#]/.test(href.startsWith(from) ? href.slice(from.length) : ''),
          )
          .toSorted(([one], [other]) => other.length - one.length)[0] ?? [];
      if (typeof target === 'function' || target === undefined) return target;
      // The path is kept, so that one server can have several endpoints.
      return new URL(pathname === '/' ? target : new URL(pathname + search, target));
    },
  };
}

function isServer(target: string | URL): boolean {
  const text = String(target);
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}

/** Whether an address is https:// and on a public host, as the API demands of endpoints. */
export function isPublic(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const inside =
    /^(localhost|.*\.localhost|.*\.local|0|10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))(\.|$)/.test(
      hostname,
    ) || hostname.startsWith('[');
  return protocol === 'https:' && !inside;
}
