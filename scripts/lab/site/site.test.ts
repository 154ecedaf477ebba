import { expect, test } from 'vitest';
import { leaks } from './leaks.ts';

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
