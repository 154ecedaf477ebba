/**
 * What changed in the description, in words, and what that asks of the version number.
 *
 *   node scripts/spec-diff.ts                     since the last release
 *   node scripts/spec-diff.ts main                since a git ref
 *   node scripts/spec-diff.ts old.yaml --json     since a file, for a program (or --markdown)
 */
import { parseArgs } from 'node:util';
import { bundleSpec } from '@optimaldial/codegen/spec';
import { specPath } from '@optimaldial/codegen';
import { readBase, readReleased } from './diff/base.ts';
import { bumpFor } from './diff/bump.ts';
import { compareSpecs } from './diff/compare.ts';
import { asJson, asMarkdown, asTable } from './diff/report.ts';
import { packageVersion } from './release/version.ts';

try {
  const { values, positionals } = parseArgs({
    args: process.argv.slice(2).filter((argument) => argument !== '--'),
    allowPositionals: true,
    options: { json: { type: 'boolean' }, markdown: { type: 'boolean' } },
  });
  const [wanted] = positionals;
  const base = wanted === undefined ? await readReleased() : await readBase(wanted);
  if (base === undefined) {
    throw new Error(
      'Nothing was released yet: there is no spec/released.json. Name a git ref or a file to compare with, as in `pnpm spec:diff main`.',
    );
  }
  const changes = await compareSpecs(base, await bundleSpec(specPath));
  const version = await packageVersion();
  const bump = bumpFor(
    changes.map(({ severity }) => severity),
    version,
  );
  const report = {
    base: wanted ?? 'the released description',
    version,
    ...(bump === undefined ? {} : { bump }),
    changes,
  };
  console.log((values.json ? asJson : values.markdown ? asMarkdown : asTable)(report));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
