/**
 * Shows in what a description published by the vendor differs from ours in substance, so that somebody
 * can adopt it or object. Writes nothing.
 *
 *   node scripts/spec-import.ts theirs.json            OpenAPI 3.0 or 3.1, JSON or YAML
 *   node scripts/spec-import.ts theirs.yaml --json     for a program
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleSpec, isObject } from '@optimaldial/codegen/spec';
import { specPath } from '@optimaldial/codegen';
import { compareSubstance } from './import/compare.ts';
import { asJson, asTable } from './import/report.ts';

try {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== '--'),
    allowPositionals: true,
    options: { json: { type: 'boolean' } },
  });
  const [file] = positionals;
  if (file === undefined) throw new Error('Name a file: `pnpm spec:import theirs.json`.');
  const theirs = await bundleSpec(resolve(process.env['INIT_CWD'] ?? '.', file));
  if (!/^3\.[01]\./.test(versionOf(theirs)) || !isObject(theirs.paths)) {
    throw new Error(`${file} is no OpenAPI 3.0 or 3.1 description with paths. Convert it first.`);
  }
  const compared = compareSubstance(theirs, await bundleSpec(specPath));
  console.log((values.json ? asJson : asTable)(compared));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function versionOf(description: unknown): string {
  return isObject(description) ? String(description['openapi']) : '';
}
