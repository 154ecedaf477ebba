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
import { expectSound } from './check-pack/tarball.ts';
import { must } from './check-pack/must.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = ['types', 'client', 'testing'];

const folder = await mkdtemp(join(tmpdir(), 'optimaldial-pack-'));
try {
  await step('build', () => must(['turbo', 'run', 'build', '--output-logs=errors-only'], root));
  const tarballs = await step('pack', () => Promise.all(PACKAGES.map(pack)));
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

async function pack(name: string): Promise<string> {
  const output = await must(
    ['pnpm', 'pack', '--json', '--pack-destination', folder],
    `${root}packages/${name}`,
  );
  const { filename } = JSON.parse(output.slice(output.indexOf('{'))) as { filename: string };
  return filename;
}

/** Runs one step and prints how long it took; a failure is named after the step. */
async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } catch (error) {
    throw new Error(`${name} failed\n${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    console.log(`${name} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}
