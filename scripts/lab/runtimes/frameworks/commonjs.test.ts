import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { program } from '../program.ts';
import { installed, requireFile } from '../programs.ts';
import { makeFolder, NODES } from './folder.ts';
import { commands, example } from './page.ts';

// The packages in a project without "type": "module".

const MODULES = `
import { createClient, type Client, type Upload } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { verifyWebhook, WebhookVerificationError } from '@optimaldial/client/webhooks';
import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import { uploadStatusValues } from '@optimaldial/types';

async function main(): Promise<void> {
  const sandbox = createSandbox();
  const client: Client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
  const upload: Upload = await client.uploads.create({ phone_numbers: phoneNumbers(100) });
  // @ts-expect-error: a status is not a number
  const wrong: number = upload.status;
  // @ts-expect-error: no such field
  upload.statuss;
  const forged = verifyWebhook({ body: '{}', headers: {} }, 'a'.repeat(64));
  const known = await forged.catch((error: unknown) => error instanceof WebhookVerificationError);
  console.log(uploadStatusValues.includes(wrong as never), typeof openFile, known);
}

void main();
`;

/** A `tsconfig.json`. Checking declarations takes most of the time, so one test does it. */
function tsconfig(module: string, files: readonly string[], skipLibCheck = true): object {
  return {
    compilerOptions: { strict: true, target: 'es2022', module, skipLibCheck, types: ['node'], outDir: 'out' },
    files,
    'ts-node': { transpileOnly: true },
  };
}

test('engines: the lowest versions are those that the suite tests', async () => {
  for (const name of ['client', 'jobs', 'testing', 'types']) {
    const file = join(inject('project'), 'node_modules/@optimaldial', name, 'package.json');
    const { engines } = JSON.parse(await readFile(file, 'utf8')) as { engines: unknown };
    expect(engines).toEqual({ node: '^20.19.0 || >=22.12.0' });
  }
  const { optionalDependencies } = JSON.parse(
    await readFile(join(import.meta.dirname, 'tools/package.json'), 'utf8'),
  ) as { optionalDependencies: unknown };
  expect(optionalDependencies).toEqual({
    'node20.19': 'npm:node@20.19.0',
    'node22.12': 'npm:node@22.12.0',
  });
});

describe.each(Object.entries(NODES))('%s', (_, node) => {
  test('require', async (context) => {
    requireFile(context, node);
    const folder = await makeFolder('tools', { 'status.js': example('status.js') });
    expect(await folder.run(['node', 'status.js'], { node })).toBe('ready_for_processing\n');
  });

  test('ts-node and tsx in a CommonJS project', async (context) => {
    requireFile(context, node);
    const folder = await makeFolder('tools', {
      'submit.ts': example('submit.ts'),
      'tsconfig.json': tsconfig('commonjs', ['submit.ts']),
    });
    for (const command of commands('npx'))
      expect(await folder.run(command, { node })).toBe('ready_for_processing\n');
  });
});

test('ts-node and tsx in an ESM project', async (context) => {
  const node = NODES['Node 20.19'] ?? '';
  requireFile(context, node);
  const folder = await makeFolder('tools', {
    'package.json': { private: true, type: 'module' },
    'submit.ts': example('submit.ts'),
    'tsconfig.json': tsconfig('nodenext', ['submit.ts']),
  });
  for (const command of [...commands('--loader'), ...commands('tsx')])
    expect(await folder.run(command, { node })).toBe('ready_for_processing\n');
});

test('TypeScript 5.4, commonjs: compiles and runs', async (context) => {
  const compiler = installed('typescript5.4/bin/tsc');
  requireFile(context, compiler);
  const folder = await makeFolder('tools', {
    'main.ts': MODULES,
    'submit.ts': example('submit.ts'),
    'tsconfig.json': tsconfig('commonjs', ['main.ts', 'submit.ts'], false),
  });
  await program([process.execPath, compiler], folder.path);
  for (const node of Object.values(NODES)) {
    requireFile(context, node);
    expect(await folder.run(['node', 'out/main.js'], { node })).toMatch(/^true function true$/m);
    expect(await folder.run(['node', 'out/submit.js'], { node })).toMatch(/^ready_for_processing$/m);
  }
});

test.for([
  ['5.9', 'commonjs'],
  ['5.9', 'node20'],
  ['5.9', 'nodenext'],
  ['6.0', 'commonjs'],
  ['7.0', 'commonjs'],
  ['7.0', 'nodenext'],
] as const)('TypeScript %s, %s: compiles to CommonJS', async ([version, module], context) => {
  const compiler = installed(`typescript${version}/bin/tsc`);
  requireFile(context, compiler);
  const folder = await makeFolder('tools', {
    'main.ts': MODULES,
    'tsconfig.json': tsconfig(module, ['main.ts']),
  });
  await program([process.execPath, compiler], folder.path);
  expect(await folder.run(['node', 'out/main.js'])).toMatch(/^true function true$/m);
});

test('TypeScript 5.9, node16: rejects require of an ES module', async () => {
  const folder = await makeFolder('tools', {
    'submit.ts': example('submit.ts'),
    'tsconfig.json': tsconfig('node16', ['submit.ts']),
  });
  await expect(folder.run(['npx', 'tsc'], { env: {} })).rejects.toThrow('TS1479');
});
