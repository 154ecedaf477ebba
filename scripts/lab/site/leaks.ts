import { homedir } from 'node:os';
import { root } from '@optimaldial/checks/shell';

/** Finds resources that a page or stylesheet loads from another host, and paths of this machine in any text. */
export function leaks(path: string, text: string): string[] {
  const markup = text.replaceAll(/(<script\b[^>]*>).*?<\/script>/gs, '$1');
  const tags = markup.match(/<(?:script|link|img|iframe|source|video|audio|use)\b[^>]*>/g) ?? [];
  const loaded = [
    ...tags.flatMap((tag) => [...tag.matchAll(/\s(?:src|href|srcset)="([^"]*)"/g)]),
    ...markup.matchAll(/(?:@import\s+|url\(\s*)["']?([^"')\s;]+)/g),
  ].map(([, url = '']) => url);
  return [
    ...(/\.(?:html|css)$/.test(path) ? loaded : [])
      .filter((url) => /^(?:[a-z]+:)?\/\//i.test(url))
      .map((url) => `${path} loads ${url}`),
    ...[root, `${homedir()}/`]
      .filter((folder) => text.includes(folder))
      .map((folder) => `${path} contains a path of this machine: ${folder}`),
  ];
}
