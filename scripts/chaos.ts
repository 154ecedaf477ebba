/**
 * A hunt for faults: 20 callers make 2,000 retrieves and 500 creates against a sandbox that fails at three
 * requests of ten, in eleven ways, limits writes to 60 a minute, and whose account says afterwards what was
 * charged. Every second list is a file, and one create in eight is aborted. Ends with exit code 1 if an
 * upload was lost or charged twice, a call hung, or an error would have ended the process.
 *
 *   node scripts/chaos.ts            with the seeds 1, 2 and 3
 *   node scripts/chaos.ts 42         with that one
 */
import { hunt, type Findings, type Hunted } from './chaos/hunt.ts';
import { ours } from './chaos/ours.ts';
import { loadOpenai } from './chaos/peer.ts';
import type { Address } from './chaos/server.ts';

// A package manager may hand on the `--` that it was given.
const given = process.argv.slice(2).filter((argument) => argument !== '--');
const seeds = given.length > 0 ? given.map(Number) : [1, 2, 3];
if (seeds.some((seed) => !Number.isSafeInteger(seed))) {
  console.error('A seed is a whole number: npx -y pnpm@12 chaos 42');
  process.exit(1);
}

const rivals: readonly [string, (address: Address) => Hunted, 'ours' | 'peer'][] = [
  ['reconcile', ours(true), 'ours'],
  ['without', ours(false), 'ours'],
  ['openai core', await loadOpenai(), 'peer'],
];

const COLUMNS = [
  'seed',
  'client',
  'calls',
  'faults',
  'retrieved',
  'created',
  'unknown',
  'aborted',
  'failed',
  'LOST',
  'TWICE',
  'HUNG',
  'UNHANDLED',
  'DIED',
  'LISTENERS',
  's',
];
const faults: Record<string, number> = {};
let clean = true;
console.log(row(COLUMNS));
for (const seed of seeds) {
  for (const [name, start, side] of rivals) {
    const found = await hunt(start, { seed, retrieves: 2000, creates: 500, callers: 20 });
    for (const [fault, times] of Object.entries(found.faults)) faults[fault] = (faults[fault] ?? 0) + times;
    console.log(row([seed, name, ...figures(found)]));
    if (side === 'ours' && !isClean(found)) clean = false;
  }
}
console.log(
  `\nFaults injected in all:\n${Object.entries(faults)
    .map(([name, times]) => `  ${String(times).padStart(6)}  ${name}`)
    .join('\n')}`,
);
console.log(
  clean
    ? '\nNothing of ours was lost, charged twice, or hung, and no process died.'
    : '\nAn upload was lost or charged twice, or a call hung: see the columns in capitals.',
);
process.exitCode = clean ? 0 : 1;

function isClean({ lost, chargedTwice, hung, unhandled, died, listeners }: Findings): boolean {
  return lost + chargedTwice + hung + unhandled + died + listeners === 0;
}

function figures({
  calls,
  faults: injected,
  retrieved,
  outcomes,
  lost,
  chargedTwice,
  hung,
  unhandled,
  died,
  listeners,
  seconds,
}: Findings): (string | number)[] {
  const times = Object.values(injected).reduce((sum, one) => sum + one, 0);
  return [
    calls,
    times,
    retrieved,
    outcomes.returned,
    outcomes.unknown,
    outcomes.aborted,
    outcomes.failed,
    lost,
    chargedTwice,
    hung,
    unhandled,
    died,
    listeners,
    seconds.toFixed(0),
  ];
}

function row(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, index) =>
      index === 1 ? String(cell).padEnd(11) : String(cell).padStart(COLUMNS[index]?.length ?? 0),
    )
    .join('  ');
}
