import { execFile } from 'node:child_process';
import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, promisify } from 'node:util';
import { createMock } from '@optimaldial/testing';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { apiKey } from './stub.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const room = fileURLToPath(new URL('..', import.meta.url));

interface Block {
  /** The README and the line where the block starts. */
  readonly place: string;
  readonly code: string;
  /** What the README says that it prints: the block of text right behind it. */
  readonly output: string | undefined;
}

const readmes: string[] = [];
for await (const path of glob(['README.md', 'packages/*/README.md'], { cwd: root })) readmes.push(path);
const blocks = (await Promise.all(readmes.toSorted().map(read))).flat();
// Inside the client's folder, so that the three packages resolve as they do for a user.
const folder = await mkdtemp(`${room}.readme-`);
const files = blocks.map((_, index) => `${folder}/block-${index}.ts`);
await Promise.all(blocks.map(({ code }, index) => writeFile(files[index] ?? '', `${code}\nexport {};\n`)));
await writeFile(
  `${folder}/tsconfig.json`,
  '{ "extends": "../tsconfig.json", "compilerOptions": { "noUnusedLocals": false }, "include": ["*.ts"] }',
);

afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function read(path: string): Promise<Block[]> {
  const text = await readFile(`${root}/${path}`, 'utf8');
  const found = text.matchAll(/^```ts\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/gms);
  return [...found].map(({ index, 1: code = '', 2: output }) => ({
    place: `${path}:${text.slice(0, index).split('\n').length}`,
    code,
    output,
  }));
}

test('every README has an example', () => {
  const shown = new Set(blocks.map(({ place }) => place.replace(/:\d+$/, '')));
  expect([...shown].toSorted()).toEqual(readmes.toSorted());
});

test('every example compiles', async () => {
  const tsc = `${root}/node_modules/typescript/bin/tsc`;
  const done = promisify(execFile)(process.execPath, [tsc, '-p', folder]);
  await expect(done.catch((error: { stdout: string }) => error.stdout)).resolves.toMatchObject({
    stdout: '',
  });
}, 60_000);

/** A block of tests, which its own runner has to run. */
const runner = ({ code }: Block): 'vitest' | 'node:test' | undefined =>
  /from '(vitest|node:test)'/.exec(code)?.[1] as 'vitest' | 'node:test' | undefined;

const cases = blocks.map((block, index) => [block.place, block, files[index] ?? ''] as const);

test.each(cases.filter(([, block]) => runner(block) !== undefined))(
  '%s passes with its runner',
  async (_, block, file) => {
    const args =
      runner(block) === 'vitest'
        ? [
            `${root}/node_modules/vitest/vitest.mjs`,
            'run',
            '--root',
            folder,
            '--config',
            `${folder}/vitest.config.ts`,
          ]
        : ['--test', file];
    const include = JSON.stringify([file]);
    await writeFile(
      `${folder}/vitest.config.ts`,
      `export default { test: { include: ${include}, testTimeout: 60_000 } };\n`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/Tests +1 passed|pass 1\n/);
  },
  60_000,
);

test.each(cases.filter(([, block]) => runner(block) === undefined))(
  '%s runs, and prints what it says',
  async (_, { output }, file) => {
    const found = createMock();
    found.on('retrieveUpload').example('completed');
    const missing = createMock();
    missing.on('retrieveUpload').example('unknown_upload');
    vi.stubEnv('OPTIMALDIAL_API_KEY', apiKey);
    vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
      (url.includes('/00000000-') ? missing : found).fetch(url, init),
    );
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation(
      (...values: unknown[]) => void printed.push(format(...values)),
    );
    await import(file);
    if (output !== undefined) expect(`${printed.join('\n')}\n`).toBe(output);
    expect([...found.violations(), ...missing.violations()]).toEqual([]);
  },
);
