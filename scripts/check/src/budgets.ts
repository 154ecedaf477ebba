/**
 * Checks size, dependency count and type instantiations of the client against budgets. None of them depends
 * on the speed of the machine. Prints every figure, and fails if one exceeds its budget.
 */
import { bundle, gzipped } from './budgets/bundle.ts';
import { checkTypes, CONSUMER } from './budgets/compile.ts';
import { installClient } from './budgets/installed.ts';
import { inFolder } from './in-folder.ts';

interface Budget {
  readonly what: string;
  readonly most: number;
  readonly measure: () => Promise<number>;
}

// Slightly above the current figures, for small fixes. Raise one only with the reason in the commit.
const BUDGETS: readonly Budget[] = [
  {
    what: 'bytes: @optimaldial/client, including openapi-fetch (minified, gzip)',
    most: 23_560,
    measure: () => bytes('@optimaldial/client', 'browser'),
  },
  {
    what: 'bytes: @optimaldial/client/webhooks (minified, gzip)',
    most: 5_990,
    measure: () => bytes('@optimaldial/client/webhooks', 'browser'),
  },
  {
    what: 'bytes: verifyWebhook alone (minified, gzip)',
    most: 3_305,
    measure: async () =>
      gzipped(await bundle("export { verifyWebhook } from '@optimaldial/client/webhooks'")),
  },
  {
    what: 'bytes: @optimaldial/client/node alone (minified, gzip)',
    most: 9_800,
    measure: () => bytes('@optimaldial/client/node', 'node'),
  },
  {
    what: 'bytes: @optimaldial/jobs, without the client (minified, gzip)',
    most: 13_480,
    measure: () => jobsBytes('@optimaldial/jobs'),
  },
  {
    what: 'bytes: @optimaldial/jobs/rows, without csv-parse (minified, gzip)',
    most: 2_150,
    measure: () => jobsBytes('@optimaldial/jobs/rows'),
  },
  {
    what: 'bytes: @optimaldial/jobs/file alone (minified, gzip)',
    most: 3_820,
    measure: () => jobsBytes('@optimaldial/jobs/file'),
  },
  {
    what: 'bytes: @optimaldial/jobs/postgres alone (minified, gzip)',
    most: 3_300,
    measure: () => jobsBytes('@optimaldial/jobs/postgres'),
  },
  {
    what: 'bytes: @optimaldial/jobs/redis alone (minified, gzip)',
    most: 4_400,
    measure: () => jobsBytes('@optimaldial/jobs/redis'),
  },
];

async function bytes(name: string, platform: 'browser' | 'node'): Promise<number> {
  return gzipped(await bundle(`export * from '${name}'`, { platform, minify: true }));
}

/** The client and the optional peers are external: the program has them anyway, or doesn't use them. */
async function jobsBytes(name: string): Promise<number> {
  const external = ['@optimaldial/client', '@optimaldial/client/*', 'csv-parse', 'pg'];
  return gzipped(await bundle(`export * from '${name}'`, { platform: 'node', minify: true, external }));
}

for (const { what, most, measure } of BUDGETS) compare(what, most, await measure());
await inFolder(async (folder) => {
  const packages = await installClient(folder);
  compare('packages that an installation of @optimaldial/client brings', 4, packages.length);
  const { instantiations } = await checkTypes(folder, CONSUMER);
  compare('type instantiations of a program with 17 typed calls', 213, instantiations);
});
if (process.exitCode) {
  console.error(
    'Reduce it, or raise the budget in scripts/check/src/budgets.ts and give the reason in the commit.',
  );
}

function compare(what: string, most: number, found: number): void {
  const over = !(found <= most);
  console.log(`${over ? '✗' : '✓'} ${found} ${what}; budget: ${most}`);
  if (over) process.exitCode = 1;
}
