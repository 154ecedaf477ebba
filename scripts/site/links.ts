import { posix } from 'node:path';

/** A page of the site, or another file of it. */
export interface SiteFile {
  /** Its path in the site, with `/`. */
  readonly path: string;
  /** Its text; `undefined` for what is no page. */
  readonly html?: string | undefined;
}

/**
 * Finds links that lead nowhere: to a file that is not in the site, or to a place that a page does not have.
 *
 * @returns one line for each
 */
export function brokenLinks(files: readonly SiteFile[]): string[] {
  const anchors = new Map(
    files.map(({ path, html }) => [path, html === undefined ? undefined : idsOf(html)]),
  );
  return files.flatMap(({ path, html = '' }) =>
    linksOf(html).flatMap((link) => {
      if (isElsewhere(link)) return [];
      const [file = '', anchor = ''] = link.split('#');
      const target =
        file === '' ? path : posix.join(posix.dirname(path), decodeURI(file.split('?')[0] ?? ''));
      if (!anchors.has(target)) return [`${path} links to ${link}: the site has no ${target}`];
      const ids = anchors.get(target);
      return anchor === '' || ids === undefined || ids.has(decodeURIComponent(anchor))
        ? []
        : [`${path} links to ${link}: ${target} has no #${anchor}`];
    }),
  );
}

/**
 * Finds what a page would load from another host: scripts, styles, fonts, pictures. A link that a reader
 * follows is none of these.
 */
export function loadedFromElsewhere({ path, html = '' }: SiteFile): string[] {
  const tags = markup(html).match(/<(?:script|link|img|iframe|source|video|audio|use)\b[^>]*>/g) ?? [];
  const loaded = tags.flatMap((tag) => [...tag.matchAll(/\s(?:src|href|srcset)="([^"]*)"/g)]);
  const styles = [...html.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].flatMap(([, css = '']) =>
    loadedByCss(css),
  );
  return [...loaded.map(([, url = '']) => url), ...styles]
    .filter((url) => /^(?:[a-z]+:)?\/\//i.test(url))
    .map((url) => `${path} loads ${url}`);
}

/** The addresses that a stylesheet loads from. */
export function loadedByCss(css: string): string[] {
  return [...css.matchAll(/(?:@import\s+|url\(\s*)["']?([^"')\s;]+)/g)].map(([, url = '']) => url);
}

const isElsewhere = (link: string): boolean => /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(link);

// What stands in a script is no link of the page.
const markup = (html: string): string => html.replaceAll(/(<script\b[^>]*>).*?<\/script>/gs, '$1');

function linksOf(html: string): string[] {
  return [...markup(html).matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, link = '']) =>
    link.replaceAll('&amp;', '&').replaceAll('&#39;', "'"),
  );
}

function idsOf(html: string): Set<string> {
  return new Set([...markup(html).matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id));
}
