/**
 * Hunts single calls: runs 20 concurrent callers with 2,000 retrieves and 500 creates against a sandbox that
 * fails on 30% of the requests, in eleven ways, and limits writes to 60 per minute. Every second list is a
 * file, and one create in eight is aborted. Something went wrong if this client lost an upload, charged one
 * twice, hung, or threw an error that ends the process.
 */
import { table } from '@optimaldial/checks/table';
import { hunt, type Findings, type ClientUnderTest } from './hunt.ts';
import { openai } from './openai.ts';
import { optimaldial } from './optimaldial.ts';
import type { Address } from './server.ts';

const CLIENTS: readonly [name: string, start: (address: Address) => ClientUnderTest, isOurs: boolean][] = [
  ['reconcile', optimaldial(true), true],
  ['no reconcile', optimaldial(false), true],
  ['openai core', openai, false],
];

const COLUMNS: Readonly<Record<string, (found: Findings) => number | string>> = {
  calls: ({ calls }) => calls,
  faults: ({ faults }) => Object.values(faults).reduce((sum, times) => sum + times, 0),
  retrieved: ({ retrieved }) => retrieved,
  created: ({ outcomes }) => outcomes.returned,
  unknown: ({ outcomes }) => outcomes.unknown,
  aborted: ({ outcomes }) => outcomes.aborted,
  failed: ({ outcomes }) => outcomes.failed,
  LOST: ({ lost }) => lost,
  TWICE: ({ chargedTwice }) => chargedTwice,
  HUNG: ({ hung }) => hung,
  UNHANDLED: ({ unhandled }) => unhandled,
  UNCAUGHT: ({ uncaughtErrors }) => uncaughtErrors,
  LISTENERS: ({ listeners }) => listeners,
  s: ({ seconds }) => seconds.toFixed(0),
};

const right = (column: number): boolean => column !== 1;

/** Hunts with each seed. Returns whether nothing went wrong. */
export async function huntCalls(seeds: readonly number[]): Promise<boolean> {
  const faults: Record<string, number> = {};
  const rows: (string | number)[][] = [];
  let clean = true;
  for (const seed of seeds) {
    for (const [name, start, isOurs] of CLIENTS) {
      console.log(`Seed ${seed}: ${name}`);
      const found = await hunt(start, { seed, retrieves: 2000, creates: 500, callers: 20 });
      for (const [fault, times] of Object.entries(found.faults)) faults[fault] = (faults[fault] ?? 0) + times;
      rows.push([seed, name, ...Object.values(COLUMNS).map((value) => value(found))]);
      if (isOurs && !isClean(found)) clean = false;
    }
  }
  console.log(`\n${table([['seed', 'client', ...Object.keys(COLUMNS)], ...rows], { right })}\n`);
  console.log(table([['fault', 'injected'], ...Object.entries(faults)], { right }));
  console.log(
    clean
      ? '\nThis client lost no upload, charged none twice, never hung, and no process died.'
      : '\nThis client lost an upload, charged one twice, or hung: see the columns in capitals.',
  );
  return clean;
}

function isClean({ lost, chargedTwice, hung, unhandled, uncaughtErrors, listeners }: Findings): boolean {
  return lost + chargedTwice + hung + unhandled + uncaughtErrors + listeners === 0;
}
