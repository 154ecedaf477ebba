/**
 * Writes a changeset for what changed since the last release, in the spec and in the code that compiles.
 *
 *   pnpm spec:release            writes .changeset/spec.md, with the bump and a sentence
 *   pnpm spec:release --check    writes nothing; fails if no changeset covers the changes
 *   pnpm spec:release --renew    saves the current spec and surface as released (only `release:version` does this)
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { root } from '@optimaldial/checks/shell';
import { bundleSpec, specPath } from '@optimaldial/codegen/spec';
import { readReleased, releasedPath } from './diff/base.ts';
import { assess, type Assessment } from './release/assess.ts';
import { formatChangeset, readPending } from './release/changesets.ts';
import { sentenceOf } from './release/sentence.ts';
import { collectSurface, formatSurface, parseSurface } from './release/surface.ts';
import { objectionTo } from './release/verdict.ts';
import { packageVersion } from './release/version.ts';

const surfacePath = `${root}spec/released-surface.md`;

try {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, renew: { type: 'boolean' } } });
  if (values.renew) await renew();
  else await (values.check ? check : write)(await assessment());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Compares with the last release. Returns undefined if nothing has been released. */
async function assessment(): Promise<Assessment | undefined> {
  const released = await readReleased();
  if (released === undefined) return undefined;
  if (!existsSync(surfacePath)) {
    throw new Error("spec/released.json exists but spec/released-surface.md doesn't. Restore it from git.");
  }
  const surface = parseSurface(await readFile(surfacePath, 'utf8'));
  return assess({ spec: released, surface }, await bundleSpec(specPath), await packageVersion());
}

async function check(found: Assessment | undefined): Promise<void> {
  const objection = found && objectionTo(found, await readPending(root));
  if (objection !== undefined) throw new Error(objection);
  console.log(
    found ? 'Changesets cover all changes since the last release.' : 'Nothing has been released yet.',
  );
}

async function write(found: Assessment | undefined): Promise<void> {
  if (found === undefined) {
    console.log('Nothing has been released yet. Write a changeset by hand: CONTRIBUTING, Changesets.');
  } else if (found.needed === undefined) {
    console.log('Nothing has changed since the last release.');
  } else {
    const sentence = sentenceOf(found);
    await writeFile(`${root}.changeset/spec.md`, await formatChangeset(root, found.needed, sentence));
    console.log(`Wrote .changeset/spec.md (${found.needed}): ${sentence}\nEdit the sentence if you like.`);
  }
}

async function renew(): Promise<void> {
  const spec = await bundleSpec(specPath);
  await writeFile(releasedPath, `${JSON.stringify(spec, null, 2)}\n`);
  await writeFile(surfacePath, formatSurface(await collectSurface(root)));
  console.log('Saved the spec and the surface as released: spec/released.json, spec/released-surface.md.');
}
