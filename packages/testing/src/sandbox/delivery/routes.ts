import type { WebhookTarget } from '../../webhooks/attempt.ts';
import { loopbackUrl } from '../../loopback.ts';
import { isPublic } from './public-url.ts';

/** Forwards deliveries for public URLs to this machine. */
export interface Routes {
  /**
   * Forwards deliveries for an origin, or for URLs with a path prefix, to a handler or a server on loopback.
   *
   * @throws RangeError if the address isn't a public https:// URL, or the target isn't on loopback
   */
  route(address: string, target: WebhookTarget): void;
  /** The target for a URL; `undefined` without a route. */
  target(url: string): WebhookTarget | undefined;
}

/** Creates an empty list of routes. */
export function createRoutes(): Routes {
  const routes = new Map<string, URL | Exclude<WebhookTarget, string | URL>>();
  return {
    route(address, target) {
      if (!isPublic(address)) {
        throw new RangeError(
          'route: address must be a public https:// URL without credentials, such as https://hooks.example.',
        );
      }
      const to = typeof target === 'function' ? target : loopbackUrl(target);
      if (to === undefined) {
        throw new RangeError(
          'route: target must be a handler or a URL on loopback, such as http://127.0.0.1:3000. Deliveries contain phone numbers, and never leave this machine.',
        );
      }
      const { origin, pathname, search } = new URL(address);
      routes.set((origin + pathname + search).replace(/\/$/, ''), to);
    },
    target(url) {
      if (!isPublic(url)) return undefined;
      const { origin, pathname, search } = new URL(url);
      const address = origin + pathname + search;
      // The longest match wins: a route for one endpoint takes precedence over one for its host.
      const [, target] =
        [...routes]
          .filter(([from]) => address.startsWith(from) && /^(?:[/?]|$)/.test(address.slice(from.length)))
          .toSorted(([one], [other]) => other.length - one.length)[0] ?? [];
      if (typeof target === 'function' || target === undefined) return target;
      // Only path and query are replaced. As a relative reference, “//host/path” would be another host.
      const to = new URL(target);
      if (pathname !== '/') to.pathname = pathname;
      if (pathname !== '/' || search !== '') to.search = search;
      return to;
    },
  };
}
