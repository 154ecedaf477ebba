/**
 * What the packages cost beside their peers, all in one run. Read the ratios; absolute figures are of this
 * machine, now.
 *
 *   node scripts/bench.ts                all parts
 *   node scripts/bench.ts calls sizes    only the named ones
 */
import { benchCalls } from './bench/calls.ts';
import { benchFiles } from './bench/files.ts';
import { benchSandbox } from './bench/sandbox.ts';
import { benchSizes } from './bench/sizes.ts';
import { benchSpec } from './bench/spec.ts';

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  calls: benchCalls,
  sizes: benchSizes,
  files: benchFiles,
  sandbox: benchSandbox,
  spec: benchSpec,
};

// A package manager may hand on the `--` that it was given.
const wanted = process.argv.slice(2).filter((argument) => argument !== '--');
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
if (unknown.length > 0) {
  console.error(`No part is named ${unknown.join(', ')}. There are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}
for (const [name, bench] of Object.entries(PARTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await bench();
  console.log();
}
