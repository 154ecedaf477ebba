/**
 * A release, for real, on this machine: versions, builds and publishes the packages from a copy of the
 * checkout to a registry on loopback, looks at what was published, installs it as strangers do, runs the
 * README's first example there, and does it all again for a field that the API got. Nothing reaches your
 * checkout, its remotes, your settings or the real registry. The last line is `N passed, N failed`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must, step } from '@optimaldial/checks/shell';
import { table } from '@optimaldial/checks/table';
import { installApart } from '@optimaldial/checks/install-apart';
import { addField } from './release-rehearse/change-spec.ts';
import { readChangesets } from './release-rehearse/changesets.ts';
import { asksFor, install, upgrade } from './release-rehearse/consumer.ts';
import { npmProject, pnpmWorkspace, yarnProject } from './release-rehearse/consumers.ts';
import { copyCheckout } from './release-rehearse/copy.ts';
import { machinePaths } from './release-rehearse/machine-paths.ts';
import { inspect, type Published } from './release-rehearse/published.ts';
import { firstExample } from './release-rehearse/readme-example.ts';
import { openRegistry, type Registry } from './release-rehearse/registry.ts';
import { publish, version } from './release-rehearse/release.ts';
import { publishedTable } from './release-rehearse/report.ts';

const NAMES = ['@optimaldial/types', '@optimaldial/client', '@optimaldial/testing'];

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-release-'));
const copy = join(folder, 'checkout');
const paths = await machinePaths([root, folder]);
let passed = 0;
let registry: Registry | undefined;
try {
  await done('install verdaccio and yarn', () => installApart(join(root, 'scripts/release-rehearse')));
  registry = await done('open a registry on loopback', () => openRegistry(join(folder, 'registry')));
  await done('copy the checkout, with what is not committed', () => copyCheckout(root, copy));
  await done('install the copy', () => must(['pnpm', 'install', '--frozen-lockfile'], copy, publisher()));
  const first = await release('first');
  const example = await firstExample(copy);
  const projects = [
    npmProject(registry, folder),
    pnpmWorkspace(registry, folder),
    await yarnProject(registry, folder),
  ];
  const asked: string[][] = [];
  for (const project of projects) {
    await done(`${project.name}: install, run the README's first example, compile`, () =>
      install(project, example),
    );
    asked.push([project.name, await asksFor(project, '@optimaldial/client')]);
  }
  const openapi = await done('add a field to the description, generate', () => addField(copy));
  const second = await release('second');
  const [types] = second;
  if (types?.openapiVersion !== openapi) {
    throw new Error(`The types say that they are of description ${types?.openapiVersion}, not ${openapi}.`);
  }
  for (const [index, project] of projects.entries()) {
    await done(`${project.name}: upgrade, run the example, compile with the field`, () =>
      upgrade(project, example, openapi),
    );
    asked[index]?.push(await asksFor(project, '@optimaldial/client'));
  }
  console.log(`\n${publishedTable([...first, ...second])}\n`);
  console.log(table([['installed by', '@optimaldial/client', 'after the upgrade'], ...asked]));
  console.log('\nNot rehearsed: provenance and trusted publishing, which need the workflow on GitHub.');
  if (second.some(({ repository }) => !repository)) {
    console.log(
      'npm refuses provenance where package.json names no `repository`: name it before the release.',
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  registry?.close();
  await rm(folder, { recursive: true });
}
console.log(`${passed} passed, ${process.exitCode === 1 ? 1 : 0} failed`);

/** Versions, publishes, and looks at what the registry has then. */
async function release(which: string): Promise<Published[]> {
  const changesets = await readChangesets(copy);
  await done(`${which} version: changelogs`, () => version(copy, opened()));
  await done(`${which} version: build and publish`, () => publish(copy, opened()));
  return done(`${which} version: look at what was published`, async () => {
    const found: Published[] = [];
    for (const name of NAMES) {
      found.push(await inspect(opened(), name, folder, { copy, changesets, paths }));
    }
    return found;
  });
}

async function done<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const result = await step(name, work);
  passed++;
  return result;
}

function opened(): Registry {
  if (registry === undefined) throw new Error('The registry is not open yet.');
  return registry;
}

function publisher(): NodeJS.ProcessEnv {
  return opened().publisher;
}
