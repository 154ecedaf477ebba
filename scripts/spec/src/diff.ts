/**
 * Shows what changed in the spec, and the version bump that the changes require.
 *
 *   pnpm spec:diff                        since the last release
 *   pnpm spec:diff main                   since a git ref
 *   pnpm spec:diff old.yaml               since a file
 *   pnpm spec:diff --import theirs.json   compares a spec that OptimalDial published (a file or a URL) with ours
 *
 * Prints a table, or with --json or --markdown (not for --import) another format. Writes nothing.
 */
import { parseArgs } from 'node:util';
import { bundleSpec, specPath } from '@optimaldial/codegen/spec';
import { readBase, readReleased, readTheirs } from './diff/base.ts';
import { bumpFor } from './diff/bump.ts';
import { compareSpecs } from './diff/compare.ts';
import { asJson, asMarkdown, asTable } from './diff/report.ts';
import { compareSubstance } from './import/differences.ts';
import { asTable as asImportTable } from './import/report.ts';
import { packageVersion } from './release/version.ts';

interface Formats {
  json?: boolean;
  markdown?: boolean;
}

try {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== '--'),
    allowPositionals: true,
    options: { json: { type: 'boolean' }, markdown: { type: 'boolean' }, import: { type: 'string' } },
  });
  console.log(
    values.import === undefined ? await diff(positionals[0], values) : await compare(values.import, values),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function diff(ref: string | undefined, { json, markdown }: Formats): Promise<string> {
  const base = ref === undefined ? await readReleased() : await readBase(ref);
  if (base === undefined) {
    throw new Error(
      "Nothing has been released yet, so spec/released.json doesn't exist. Pass a git ref or a file to compare with, such as `pnpm spec:diff main`.",
    );
  }
  const changes = await compareSpecs(base, await bundleSpec(specPath));
  const version = await packageVersion();
  const bump = bumpFor(
    changes.map(({ severity }) => severity),
    version,
  );
  const report = {
    base: ref ?? 'the released spec',
    version,
    ...(bump === undefined ? {} : { bump }),
    changes,
  };
  return (json ? asJson : markdown ? asMarkdown : asTable)(report);
}

async function compare(source: string, { json }: Formats): Promise<string> {
  const compared = await compareSubstance(await readTheirs(source), await bundleSpec(specPath));
  return json ? JSON.stringify(compared, null, 2) : asImportTable(compared);
}
