import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { phoneNumbers } from '@optimaldial/testing';
import { beforeAll, expect, inject, test } from 'vitest';
import { program } from '@optimaldial/lab/program';
import { requireFile } from '@optimaldial/lab/programs';
import { files, outputs } from './page.ts';
import { startSandbox } from './start-sandbox.ts';

const here = import.meta.dirname;
const modules = join(here, 'node_modules');
const tsc = join(here, '../node_modules/typescript/bin/tsc');
// The type parameters of `tracingChannel` differ in their order.
const TYPES: Readonly<Record<string, string>> = {
  'Node 22': join(modules, 'types-node22'),
  'Node 24': join(here, '../node_modules/@types/node'),
  'Node 26': join(modules, 'types-node26'),
};
const NODES: Readonly<Record<string, string>> = {
  'Node 22': join(modules, 'node22/bin/node'),
  'Node 24': process.execPath,
  'Node 26': join(modules, 'node26/bin/node'),
};
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'Node 20': [join(modules, 'node20/bin/node')],
  Bun: [join(modules, 'bun/bin/bun.exe')],
  Deno: [join(modules, 'deno/deno'), 'run', '--no-prompt', '--no-remote', '--no-lock', '--allow-all'],
};

const phones = phoneNumbers(120);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(inject('project'), 'tracing-'));
  await symlink(modules, join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await writeFile(join(folder, 'crm-export.csv'), `Phone\n${phones.join('\n')}\n`);
  for (const [name, code] of files) await writeFile(join(folder, name), code);
  const channels = await readFile(new URL('./channels.ts', import.meta.url), 'utf8');
  await writeFile(join(folder, 'channels.js'), stripTypeScriptTypes(channels));
});

test.for(Object.entries(TYPES))('docs/tracing.md: compiles with the types of %s', async ([name, types]) => {
  const typeRoot = join(folder, `types of ${name}`);
  await mkdir(typeRoot);
  await symlink(types, join(typeRoot, 'node'), 'junction');
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2023',
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    exactOptionalPropertyTypes: true,
    typeRoots: [typeRoot],
    types: ['node'],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  expect(await program([process.execPath, tsc, '-p', folder], folder)).toBe('');
});

test('docs/tracing.md: the module that creates spans has at most 40 lines', () => {
  expect(files.get('tracing.ts')?.trim().split('\n').length).toBeLessThanOrEqual(40);
});

test.for(Object.entries(NODES))(
  'docs/tracing.md on %s: prints the documented spans and metrics',
  async ([name, node], context) => {
    requireFile(context, node);
    const exported = join(folder, `${name}.txt`);
    const printed: string[] = [];
    for (const mode of [[], ['--faults']]) {
      const environment = await startSandbox([node, 'sandbox.ts', ...mode], folder);
      printed.push(await runExample(node, { ...environment, EXPORTED: exported }));
    }
    const [withoutFaults = '', withFaults = ''] = printed;
    expect([withoutFaults.split('---\n')[0], ...withFaults.split('---\n')]).toEqual(outputs);

    const everything = await readFile(exported, 'utf8');
    expect(everything).toContain("'url.query': ''");
    for (const secret of ['od_live_', 'crm-export', 'results.csv', phones[0] ?? '', 'signature='])
      expect(everything).not.toContain(secret);
  },
);

test('docs/tracing.md: exports the spans of a job that throws', async () => {
  const environment = await startSandbox([process.execPath, 'sandbox.ts'], folder);
  const env = {
    ...environment,
    OPTIMALDIAL_API_KEY: `od_live_${'0'.repeat(32)}`,
    EXPORTED: join(folder, 'thrown.txt'),
  };
  await expect(runExample(process.execPath, env)).rejects.toThrow(
    'job run: authentication\n  listUploads: 401\n    GET /api/v1/uploads: 401\n      GET: 401\n',
  );
});

function runExample(node: string, env: NodeJS.ProcessEnv): Promise<string> {
  const collect = fileURLToPath(new URL('./collect.ts', import.meta.url));
  return program([node, '--import', collect, 'import-leads.ts'], folder, env);
}

test.for(Object.entries(OTHERS))('%s: nests jobs, calls and attempts', async ([, command], context) => {
  requireFile(context, command[0] ?? '');
  const env = { DO_NOT_TRACK: '1', DENO_NO_UPDATE_CHECK: '1', DENO_DIR: join(folder, 'deno') };
  expect(await program([...command, 'channels.js'], folder, env)).toBe(`GET /api/v1/uploads: 503
listUploads: 503
job run > listUploads > GET /api/v1/uploads
job run > createUpload > POST /api/v1/uploads
job run > retrieveUpload > GET /api/v1/uploads/{upload_id}
`);
});
