/**
 * Rehearses a release on this machine: versions, builds and publishes the packages from a copy of the
 * checkout to a registry on loopback, inspects and installs them, runs the README's first example, and
 * repeats everything after the API got a new field. It changes nothing in the checkout, its remotes, the
 * user's settings or the real registry. Each test continues where the one before ended.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChangesets } from '@changesets/read';
import { must, root } from '@optimaldial/checks/shell';
import { table } from '@optimaldial/checks/table';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addField } from './change-spec.ts';
import { install, rangeOf, upgrade, type Consumer } from './consumers/consumer.ts';
import { npmProject, pnpmWorkspace, yarnProject } from './consumers/package-managers.ts';
import { copyCheckout } from './copy.ts';
import { machinePaths } from './published/machine-paths.ts';
import { inspect, type Published } from './published/published.ts';
import { firstExample, type Example } from './readme-example.ts';
import { openRegistry, type Registry } from './registry.ts';
import { publish, version } from './release.ts';

const NAMES = ['@optimaldial/types', '@optimaldial/client', '@optimaldial/testing', '@optimaldial/jobs'];
const CONSUMERS = { npm: npmProject, 'pnpm workspace': pnpmWorkspace, 'yarn (PnP)': yarnProject };

let folder: string;
let copy: string;
let registry: Registry;
let example: Example;
let openapiVersion: string;
const consumers = new Map<string, Consumer>();
const ranges = new Map<string, string[]>();
const published: Published[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'optimaldial-release-'));
  copy = join(folder, 'checkout');
});
afterAll(async () => {
  registry?.close();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

test('opens a registry on loopback', async () => {
  registry = await openRegistry(join(folder, 'registry'));
});
test('copies the checkout, including uncommitted files', () => copyCheckout(root, copy));
test('installs the copy', async () => {
  await must(['pnpm', 'install', '--frozen-lockfile'], copy, registry.publisher);
  example = await firstExample(copy);
});

rehearse('first');

test.each(Object.entries(CONSUMERS))(
  "%s: installs, runs the README's first example, compiles",
  async (name, create) => {
    const consumer = await create(registry, folder);
    consumers.set(name, consumer);
    await install(consumer, example);
    ranges.set(name, [await rangeOf(consumer, '@optimaldial/client')]);
  },
);

test('adds a field to the spec and generates', async () => {
  openapiVersion = await addField(copy);
});

rehearse('second');

test.each(Object.keys(CONSUMERS))('%s: upgrades, runs the example, compiles with the field', async (name) => {
  const consumer = consumers.get(name);
  if (consumer === undefined) throw new Error(`${name} was not installed.`);
  expect(published.findLast((one) => one.name === '@optimaldial/types')).toMatchObject({ openapiVersion });
  await upgrade(consumer, example, openapiVersion);
  ranges.get(name)?.push(await rangeOf(consumer, '@optimaldial/client'));
});

afterAll(() => {
  const rows = published.map(({ name, version: of, files, packed, unpacked, dependencies }) => [
    name,
    of,
    files,
    (packed / 1000).toFixed(1),
    (unpacked / 1000).toFixed(1),
    Object.entries(dependencies)
      .map((dependency) => dependency.join(' '))
      .join(', ') || 'none',
  ]);
  const head = ['published', 'version', 'files', 'kB packed', 'kB unpacked', 'dependencies'];
  console.log(table([head, ...rows]));
  console.log(
    table([['installed by', 'first', 'second'], ...[...ranges].map(([name, both]) => [name, ...both])]),
  );
  console.log('Not rehearsed: provenance and trusted publishing, which only work on GitHub.');
  if (published.some(({ repository }) => !repository))
    console.log('npm rejects provenance if package.json has no `repository`. Add it before the release.');
});

/** Versions, publishes and inspects the packages. */
function rehearse(which: 'first' | 'second'): void {
  let changesets: Awaited<ReturnType<typeof readChangesets>>;
  test(`${which} release: versions and writes changelogs`, async () => {
    changesets = await readChangesets(copy);
    await version(copy, registry);
  });
  test(`${which} release: builds and publishes`, () => publish(copy, registry));
  test(`${which} release: the published packages have no problem`, async () => {
    const paths = await machinePaths([root, folder]);
    for (const name of NAMES)
      published.push(await inspect(registry, name, folder, { copy, changesets, paths }));
  });
}
