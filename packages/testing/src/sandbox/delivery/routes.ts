import type { WebhookTarget } from '../../webhooks/deliver.ts';
import { loopbackUrl } from '../../server/loopback.ts';
import { isPublic } from './public-url.ts';

/** Where deliveries to public addresses are sent instead. */
export interface Routes {
  /** Forwards deliveries for an origin, or for URLs below a path, to a handler or a server on loopback. */
  route(address: string, target: WebhookTarget): void;
  /** Where a delivery for a URL is sent; `undefined` without a route. */
  target(url: string): WebhookTarget | undefined;
}

/** Creates an empty list of routes: nothing leaves this machine. */
export function createRoutes(): Routes {
  const routes = new Map<string, URL | Exclude<WebhookTarget, string | URL>>();
  return {
    route(address, target) {
      if (!isPublic(address)) {
        throw new RangeError(
          'A route starts at a public https:// URL without credentials, such as https://hooks.example.',
        );
      }
      const to = typeof target === 'function' ? target : loopbackUrl(target);
      if (to === undefined) {
        throw new RangeError(
          'A route ends at a handler or at a server on loopback, such as http://127.0.0.1:3000. Deliveries contain phone numbers and never leave this machine.',
        );
      }
      const { origin, pathname, search } = new URL(address);
      routes.set((origin + pathname + search).replace(/\/$/, ''), to);
    },
    target(url) {
      if (!isPublic(url)) return undefined;
      const { origin, pathname, search } = new URL(url);
      const address = origin + pathname + search;
      // The longest match wins: a route for one endpoint takes precedence over one for its whole host.
      const [, target] =
        [...routes]
          .filter(([from]) => address.startsWith(from) && /^(?:[/?]|$)/.test(address.slice(from.length)))
          .toSorted(([one], [other]) => other.length - one.length)[0] ?? [];
      if (typeof target === 'function' || target === undefined) return target;
      // Only path and query are replaced. Resolved as a reference, “//host/path” would be another host.
      const to = new URL(target);
      if (pathname !== '/') to.pathname = pathname;
      if (pathname !== '/' || search !== '') to.search = search;
      return to;
    },
  };
}
