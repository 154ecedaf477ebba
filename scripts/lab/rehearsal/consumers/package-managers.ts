import { createRequire } from 'node:module';
import { join } from 'node:path';
import { must, outside } from '@optimaldial/checks/shell';
import type { Consumer } from './consumer.ts';
import type { Registry } from '../registry.ts';

const NAMES = ['@optimaldial/types', '@optimaldial/client', '@optimaldial/testing', '@optimaldial/jobs'];
const MANIFEST = { private: true, type: 'module' };
// Yarn Plug'n'Play patches the TypeScript of the project, so each project installs its own.
const TYPESCRIPT = 'typescript@5.9.3';

/** An empty npm project. */
export function npmProject(registry: Registry, folder: string): Consumer {
  const app = join(folder, 'npm');
  const latest = NAMES.map((name) => `${name}@latest`);
  return {
    name: 'npm',
    app,
    folder: app,
    files: {
      [join(app, 'package.json')]: JSON.stringify(MANIFEST),
      [join(app, '.npmrc')]: ours(registry),
    },
    install: [['npm', 'install', '--no-audit', '--no-fund', ...NAMES, TYPESCRIPT]],
    upgrade: [['npm', 'install', '--no-audit', '--no-fund', ...latest]],
    node: ['node'],
    tsc: ['node', 'node_modules/typescript/bin/tsc'],
  };
}

/** A pnpm workspace of two packages. Each can only import its own dependencies. */
export function pnpmWorkspace(registry: Registry, folder: string): Consumer {
  const root = join(folder, 'pnpm');
  const app = join(root, 'packages/app');
  const shape = join(root, 'packages/shape');
  const everywhere = ['pnpm', '--recursive', '--reporter=append-only'];
  return {
    name: 'pnpm workspace',
    app,
    folder: root,
    files: {
      [join(root, 'package.json')]: JSON.stringify(MANIFEST),
      [join(root, '.npmrc')]: ours(registry),
      // By default, pnpm does not install versions that are less than a day old.
      [join(root, 'pnpm-workspace.yaml')]:
        `packages: [packages/*]\nminimumReleaseAgeExclude: ['@optimaldial/*']\n`,
      [join(app, 'package.json')]: JSON.stringify({
        ...MANIFEST,
        name: 'app',
        dependencies: { shape: 'workspace:*' },
      }),
      [join(shape, 'package.json')]: JSON.stringify({ ...MANIFEST, name: 'shape' }),
    },
    install: [
      ['pnpm', '--filter', 'app', 'add', ...NAMES, TYPESCRIPT],
      ['pnpm', '--filter', 'shape', 'add', '@optimaldial/types'],
    ],
    upgrade: [[...everywhere, 'update', '--latest', '@optimaldial/*']],
    node: ['node'],
    tsc: ['node', 'node_modules/typescript/bin/tsc'],
  };
}

/** A yarn project with Plug'n'Play: no node_modules, and only listed dependencies can be imported. */
export async function yarnProject(registry: Registry, folder: string): Promise<Consumer> {
  const app = join(folder, 'yarn');
  const program = createRequire(`${import.meta.dirname}/`).resolve('@yarnpkg/cli-dist/bin/yarn.js');
  const yarn = ['node', program];
  const [server, ca] = [await setting('registry'), await setting('cafile')];
  return {
    name: 'yarn (PnP)',
    app,
    folder: app,
    files: {
      [join(app, 'package.json')]: JSON.stringify(MANIFEST),
      // Marks the root of the project.
      [join(app, 'yarn.lock')]: '',
      [join(app, '.yarnrc.yml')]: [
        'enableTelemetry: false',
        'enableImmutableInstalls: false',
        'compressionLevel: 0',
        // Like pnpm, yarn does not install versions that are less than a day old.
        "npmPreapprovedPackages: ['@optimaldial/*']",
        `globalFolder: ${JSON.stringify(join(folder, 'yarn-global'))}`,
        `npmRegistryServer: ${JSON.stringify(server)}`,
        ...(ca === '' || ca === 'null' ? [] : [`httpsCaFilePath: ${JSON.stringify(ca)}`]),
        `npmScopes: { optimaldial: { npmRegistryServer: ${JSON.stringify(registry.url)} } }`,
        'unsafeHttpWhitelist: [127.0.0.1]',
        '',
      ].join('\n'),
    },
    install: [[...yarn, 'add', ...NAMES, TYPESCRIPT]],
    upgrade: [[...yarn, 'up', '@optimaldial/*']],
    node: [...yarn, 'node'],
    tsc: [...yarn, 'tsc'],
  };
}

/** Only the packages of this repository come from the rehearsal's registry. */
function ours({ url }: Registry): string {
  return `@optimaldial:registry=${url}/\n`;
}

async function setting(name: string): Promise<string> {
  return (await must(['npm', 'config', 'get', name], import.meta.dirname, outside)).trim();
}
