/**
 * Hunts for lost, duplicated or hanging work with fault injection. Exits with code 1 if anything went wrong.
 *
 *   node chaos.ts [seeds]
 *   node chaos.ts jobs [combinations] [seed] [number of jobs]
 */
const USAGE = `Usage: pnpm chaos [seeds]
       pnpm chaos jobs [combinations] [seed] [jobs]

Seeds are integers. Default: 1 2 3 for calls; every combination, 1 and 200 for jobs.
Combinations: file, postgres, redis, dbos, bullmq, loop.`;

const args = process.argv.slice(2);
const numbers = args.filter((argument) => /^\d+$/.test(argument)).map(Number);
const words = args.filter((argument) => !/^\d+$/.test(argument));

if (words[0] === 'jobs') {
  const { COMBINATION_NAMES, huntJobs, isCombination } = await import('./jobs/jobs.ts');
  const names = words.slice(1);
  if (!names.every(isCombination)) fail();
  const [seed = 1, jobs = 200] = numbers;
  end(await huntJobs(names.length > 0 ? names : COMBINATION_NAMES, seed, jobs));
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
