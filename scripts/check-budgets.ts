/**
 * Holds what does not depend on the speed of a machine to its budgets: bytes, packages, work of a
 * compiler. Prints each figure; fails with it and its budget where it is over.
 */
import { bundle } from './bench/bundle.ts';
import { packagesOf } from './bench/packages.ts';
import { gzipped } from './bench/sizes.ts';
import { instantiationsOfConsumer } from './bench/types.ts';

interface Budget {
  readonly what: string;
  readonly most: number;
  readonly measure: () => Promise<number>;
}

// A hair above what is there. Raise one only with the reason in the commit.
const BUDGETS: readonly Budget[] = [
  {
    what: 'bytes of @optimaldial/client, openapi-fetch in it (minified, gzip)',
    most: 19_000,
    measure: () => bytes('index'),
  },
  {
    what: 'bytes of @optimaldial/client/webhooks (minified, gzip)',
    most: 2_300,
    measure: () => bytes('webhooks/index'),
  },
  {
    what: 'bytes of @optimaldial/client/node by itself (minified, gzip)',
    most: 5_450,
    measure: () => bytes('node/index'),
  },
  {
    what: 'packages that installing @optimaldial/client brings',
    most: 4,
    measure: async () => (await packagesOf('packages/client')).length,
  },
  {
    what: 'type instantiations of a program with 17 typed calls',
    most: 213,
    measure: instantiationsOfConsumer,
  },
];

async function bytes(module: string): Promise<number> {
  const source = `export * from '../../packages/client/src/${module}.ts'`;
  return gzipped(await bundle(source, module.startsWith('node') ? 'node' : 'browser', true));
}

for (const { what, most, measure } of BUDGETS) {
  const found = await measure();
  const over = !(found <= most);
  console.log(`${over ? '✗' : '✓'} ${found} ${what}; the budget is ${most}`);
  if (over) process.exitCode = 1;
}
if (process.exitCode) {
  console.error(
    'Make it smaller, or raise the budget in scripts/check-budgets.ts and say why in the commit.',
  );
}
