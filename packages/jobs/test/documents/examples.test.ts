import { execFile } from 'node:child_process';
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, promisify } from 'node:util';
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { mockEnvironment, sandboxEnvironment } from './example-environment.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

interface Block {
  /** The document and the line where the block starts. */
  readonly place: string;
  readonly code: string;
  /** The documented output: the text block right after it. */
  readonly output: string | undefined;
}

// Their examples need frameworks, generators or OpenTelemetry, so `pnpm test:runtimes` and `test:integrations` run them.
const ELSEWHERE = ['docs/agents.md', 'docs/frameworks.md', 'docs/generators.md', 'docs/tracing.md'];
const documents: string[] = [];
for await (const path of glob(
  ['README.md', 'packages/*/README.md', 'packages/*/SKILL.md', 'docs/*.md', 'docs/errors/*.md'],
  {
    cwd: root,
  },
)) {
  if (!ELSEWHERE.includes(path)) documents.push(path);
}
const blocks = (await Promise.all(documents.toSorted().map(read))).flat();
// In this package, because all others resolve from here.
const folder = await mkdtemp(`${packageFolder}.readme-`);
// A block that starts with its filename, such as `// receive.ts`, can be imported by others.
const files = blocks.map(
  ({ code }, index) => `${folder}/${/^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? `block-${index}.ts`}`,
);
await Promise.all(files.map((file) => mkdir(dirname(file), { recursive: true })));
await Promise.all(blocks.map(({ code }, index) => writeFile(files[index] ?? '', `${code}\nexport {};\n`)));
await writeFile(
  `${folder}/tsconfig.json`,
  '{ "extends": "../tsconfig.json", "compilerOptions": { "noUnusedLocals": false }, "include": ["**/*.ts"] }',
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
  return [...found].flatMap(({ index, 1: code = '', 2: output }) => {
    // `pnpm test:integrations` runs those of these frameworks.
    if (/ from '(fastify|@nestjs\/core|next\/server)'/.test(code)) return [];
    return { place: `${path}:${text.slice(0, index).split('\n').length}`, code, output };
  });
}

test('documents: every README has an example', () => {
  const shown = new Set(blocks.map(({ place }) => place.replace(/:\d+$/, '')));
  const readmes = documents.filter((path) => path.endsWith('README.md'));
  expect(readmes.filter((path) => !shown.has(path))).toEqual([]);
});

test('documents: every example compiles', async () => {
  const tsc = `${root}/node_modules/typescript/bin/tsc`;
  const done = promisify(execFile)(process.execPath, [tsc, '-p', folder]);
  await expect(done.catch((error: { stdout: string }) => error.stdout)).resolves.toMatchObject({
    stdout: '',
  });
}, 60_000);

/** The test runner of a block. Vitest also runs Jest examples, which use the same globals. */
function runner({ code }: Block): 'vitest' | 'node:test' | undefined {
  const imported = /from '(vitest|node:test)'/.exec(code)?.[1];
  if (imported === 'node:test') return imported;
  return imported === 'vitest' || code.includes('declare const test:') ? 'vitest' : undefined;
}

const cases = blocks.map((block, index) => [block.place, block, files[index] ?? ''] as const);
const runBy = (wanted: ReturnType<typeof runner>) =>
  cases.filter(([, block]) => runner(block) === wanted).map(([, , file]) => file);

// One process for all blocks, because starting it takes most of the time.
test('documents: every vitest and Jest example passes', async () => {
  const include = runBy('vitest');
  await writeFile(
    `${folder}/vitest.config.ts`,
    `export default { test: { globals: true, pool: 'threads', testTimeout: 60_000, include: ${JSON.stringify(include)} } };\n`,
  );
  const printed = await runNode(
    `${root}/node_modules/vitest/vitest.mjs`,
    'run',
    '--root',
    folder,
    '--config',
    `${folder}/vitest.config.ts`,
  );
  expect(printed).toMatch(new RegExp(`Test Files +${include.length} passed \\(`));
}, 120_000);

test('documents: every node:test example passes', async () => {
  const printed = await runNode('--test', ...runBy('node:test'));
  expect(printed).toMatch(/pass [1-9]\d*\n/);
}, 120_000);

/** Runs Node and returns its output. */
async function runNode(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, NO_COLOR: '1' },
  });
  return stdout;
}

test.each(cases.filter(([, block]) => runner(block) === undefined))(
  'documents: %s runs and prints the documented output',
  async (place, { code, output }, file) => {
    const needsSandbox = place.startsWith('docs/') || code.includes('@optimaldial/jobs');
    const environment = await (needsSandbox ? sandboxEnvironment() : mockEnvironment());
    onTestFinished(() => environment.close());
    vi.stubEnv('OPTIMALDIAL_API_KEY', environment.apiKey);
    vi.stubGlobal('fetch', environment.fetch);
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation(
      (...values: unknown[]) => void printed.push(format(...values)),
    );
    await import(file);
    if (output !== undefined) expect(`${printed.join('\n')}\n`).toBe(output);
    expect(environment.violations()).toEqual([]);
  },
  60_000,
);
