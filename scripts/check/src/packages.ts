/**
 * Builds and packs the published packages, checks the tarballs, then installs and uses them in an empty npm
 * project outside the workspace, with the Node and npm of this machine.
 */
import { inFolder } from './in-folder.ts';
import { build, pack, PACKAGES } from './pack.ts';
import { expectFew, installConsumer, runConsumer } from './packages/consumer.ts';
import { expectSound } from './packages/tarball.ts';
import { expectLight, expectSameVersion } from './packages/testing.ts';
import { must, root, step } from './shell.ts';

// `require` of an ES module works on every Node version that `engines` allows.
const MAY_BE_ESM = ['--ignore-rules', 'cjs-resolves-to-esm'];

try {
  await inFolder(async (folder) => {
    await step('build', build);
    const tarballs = await step('pack', () => Promise.all(PACKAGES.map((name) => pack(name, folder))));
    for (const [index, tarball] of tarballs.entries()) {
      const name = PACKAGES[index];
      await step(`${name}: files`, () => expectSound(tarball));
      await step(`${name}: publint`, () => must(['publint', '--strict', tarball], root));
      await step(`${name}: attw`, () => must(['attw', tarball, ...MAY_BE_ESM], root));
    }
    await step('install', () => installConsumer(folder, tarballs));
    await step('dependencies', () => expectFew(folder));
    await step('testing: size and licenses', () => expectLight(folder));
    await step('run', () => runConsumer(folder));
    await step('testing: version of the types', () => expectSameVersion(folder));
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
