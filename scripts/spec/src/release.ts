/**
 * Says in a changeset what changed since the last release, in the description and in what compiled.
 *
 *   node scripts/spec-release.ts           writes .changeset/spec.md: the bump and the sentence
 *   node scripts/spec-release.ts --check   writes nothing, fails where no changeset covers what changed
 *   node scripts/spec-release.ts --renew   keeps what is now as what was released; the release does so
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { specPath } from '@optimaldial/codegen';
import { root } from '@optimaldial/checks/shell';
import { bundleSpec } from '@optimaldial/codegen/spec';
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

/** What changed since the last release, or none where there was none. */
async function assessment(): Promise<Assessment | undefined> {
  const released = await readReleased();
  if (released === undefined) return undefined;
  if (!existsSync(surfacePath)) {
    throw new Error('spec/released.json is there and spec/released-surface.md is not. Restore it from git.');
  }
  const surface = parseSurface(await readFile(surfacePath, 'utf8'));
  const description = await bundleSpec(specPath);
  return assess({ description: released, surface }, description, await packageVersion());
}

async function check(found: Assessment | undefined): Promise<void> {
  const objection = found && objectionTo(found, await readPending(root));
  if (objection !== undefined) throw new Error(objection);
  console.log(found ? 'Every change since the last release is covered.' : 'Nothing was released yet.');
}

async function write(found: Assessment | undefined): Promise<void> {
  if (found === undefined) {
    console.log('Nothing was released yet: everything is new, and any changeset covers it.');
  } else if (found.needed === undefined) {
    console.log('Nothing changed since the last release.');
  } else {
    const sentence = sentenceOf(found);
    await writeFile(`${root}.changeset/spec.md`, await formatChangeset(root, found.needed, sentence));
    console.log(`Wrote .changeset/spec.md (${found.needed}): ${sentence}\nReword it as you like.`);
  }
}

async function renew(): Promise<void> {
  const description = await bundleSpec(specPath);
  await writeFile(releasedPath, `${JSON.stringify(description, null, 2)}\n`);
  await writeFile(surfacePath, formatSurface(await collectSurface(root)));
  console.log(
    'Kept the description and the surface as released: spec/released.json, spec/released-surface.md.',
  );
}
