import { expect, test } from 'vitest';
import { leaks } from './leaks.ts';
import { withSiteLinks } from './pages.ts';

test('leaks: finds resources of other hosts in pages and styles, but not links to them', () => {
  expect(
    leaks(
      'b.html',
      '<a href="https://example.com/">x</a><script src="https://cdn.example/x.js"></script><style>a { background: url(//x.example/b.png) }</style>',
    ),
  ).toEqual(['b.html loads https://cdn.example/x.js', 'b.html loads //x.example/b.png']);
  expect(leaks('a.css', '@import "//x.example/a.css"; a { background: url(b.png) }')).toEqual([
    'a.css loads //x.example/a.css',
  ]);
});

test('withSiteLinks: links to the pages of the site, and leaves links to other hosts and anchors', () => {
  const text =
    '[a](../jobs.md#keys) [b](../../packages/client/README.md#errors) [c](#d) [e](https://example.com/x.md)';
  expect(withSiteLinks('docs/errors/timeout.md', text)).toBe(
    '[a](../jobs.md#keys) [b](../packages/client.md#errors) [c](#d) [e](https://example.com/x.md)',
  );
  const published = '[a](https://unpkg.com/@optimaldial/client/docs/jobs.md) [b](../../CONTRIBUTING.md)';
  expect(withSiteLinks('packages/types/README.md', published)).toBe(
    '[a](../jobs.md) [b](../contributing.md)',
  );
});
