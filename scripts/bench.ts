/**
 * What the packages cost beside their peers, all in one run. Read the ratios; absolute figures are of this
 * machine, now.
 *
 *   node scripts/bench.ts                        all parts
 *   node scripts/bench.ts calls sizes            only the named ones
 *   node scripts/bench.ts calls --json run.json  keeps the run
 *   node scripts/bench.ts --compare a.json b.json  shows two that were kept
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { benchCalls } from './bench/calls.ts';
import { benchFiles } from './bench/files.ts';
import { benchSandbox } from './bench/sandbox.ts';
import { benchSizes } from './bench/sizes.ts';
import { benchSpec } from './bench/spec.ts';
import { benchStart } from './bench/start.ts';
import { formatTable, type Table } from './bench/table.ts';
import { benchTypes } from './bench/types.ts';
import { benchVerify } from './bench/verify.ts';

/** Gives its tables, to be printed and kept. */
type Part = () => Promise<readonly Table[]>;

const PARTS: Readonly<Record<string, Part>> = {
  calls: benchCalls,
  sizes: benchSizes,
  start: benchStart,
  types: benchTypes,
  verify: benchVerify,
  files: benchFiles,
  sandbox: benchSandbox,
  spec: benchSpec,
};

const { values, positionals } = parseArgs({
  // A package manager may hand on the `--` that it was given.
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { json: { type: 'string' }, compare: { type: 'boolean' } },
  allowPositionals: true,
});

if (values.compare) await compare(positionals);
else await measure(positionals);

async function measure(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) {
    console.error(`No part is named ${unknown.join(', ')}. There are ${Object.keys(PARTS).join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  const kept: Table[] = [];
  for (const [name, bench] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const tables = await bench();
    for (const table of tables) console.log(`${formatTable(table)}\n`);
    kept.push(...tables);
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(kept, null, 2)}\n`);
}

async function compare(files: readonly string[]): Promise<void> {
  const [before = [], after = [], ...more] = await Promise.all(files.map(readTables));
  if (files.length < 2 || more.length > 0) {
    console.error('Name two files that `--json` has written: the earlier run, then the later one.');
    process.exitCode = 1;
    return;
  }
  for (const table of after) {
    const earlier = before.find(({ title }) => title === table.title);
    console.log(`${formatTable(table, earlier ?? { title: table.title, rows: [] })}\n`);
  }
}

async function readTables(file: string): Promise<Table[]> {
  const kept: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (Array.isArray(kept) && kept.every(isTable)) return kept;
  throw new Error(`${file} holds no run of the bench: write one with \`--json ${file}\`.`);
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'title' in value && 'rows' in value;
}
