/**
 * Hunts for lost, duplicated or hanging work with fault injection. Exits with code 1 if anything went wrong.
 *
 *   node chaos.ts [seeds]
 *   node chaos.ts jobs [store] [seed] [number of jobs]
 */
const USAGE = `Usage: pnpm chaos [seeds]
       pnpm chaos jobs [store] [seed] [jobs]

Seeds are integers. Default: 1 2 3 for calls; every store, 1 and 200 for jobs.`;

const args = process.argv.slice(2);
const numbers = args.filter((argument) => /^\d+$/.test(argument)).map(Number);
const words = args.filter((argument) => !/^\d+$/.test(argument));

if (words[0] === 'jobs') {
  const { huntJobs, isStoreKind, STORE_KINDS } = await import('./jobs/jobs.ts');
  const stores = words.slice(1);
  if (!stores.every(isStoreKind)) fail();
  const [seed = 1, jobs = 200] = numbers;
  end(await huntJobs(stores.length > 0 ? stores : STORE_KINDS, seed, jobs));
} else {
  if (words.length > 0) fail();
  const { huntCalls } = await import('./calls.ts');
  end(await huntCalls(numbers.length > 0 ? numbers : [1, 2, 3]));
}

function end(isClean: boolean): void {
  process.exitCode = isClean ? 0 : 1;
}

function fail(): never {
  console.error(USAGE);
  process.exit(args.includes('--help') ? 0 : 1);
}
