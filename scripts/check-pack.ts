/**
 * Builds and packs what is published, looks at the tarballs, and uses them as a stranger would: in
 * an empty npm project outside the workspace, with the Node and npm of this machine.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileConsumers, expectFew, installConsumer, runConsumer } from './check-pack/consumer.ts';
import { expectLight, expectSameVersion } from './check-pack/stand-in.ts';
import { must } from './check-pack/must.ts';
import { build, pack, PACKAGES } from './check-pack/pack.ts';
import { expectSound } from './check-pack/tarball.ts';
import { step } from './check/step.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'optimaldial-pack-'));
try {
  await step('build', () => build(root));
  const tarballs = await step('pack', () => Promise.all(PACKAGES.map((name) => pack(root, name, folder))));
  for (const [index, tarball] of tarballs.entries()) {
    const name = PACKAGES[index];
    await step(`${name}: files`, () => expectSound(tarball));
    await step(`${name}: publint`, () => must(['publint', '--strict', tarball], root));
    await step(`${name}: attw`, () => must(['attw', '--profile', 'esm-only', tarball], root));
  }
  await step('install', () => installConsumer(folder, tarballs));
  await step('few packages', () => expectFew(folder));
  await step('light stand-in', () => expectLight(folder));
  await step('retrieve', () => runConsumer(folder));
  await step('same version', () => expectSameVersion(folder));
  await step('compile', () => compileConsumers(folder));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
