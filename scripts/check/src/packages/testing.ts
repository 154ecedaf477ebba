import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outside, run } from '../shell.ts';

const MOST_BYTES = 6_000_000;

/** Packages that are bundled into `dist`. */
const BUNDLED = [
  '@stoplight/prism-http',
  '@stoplight/prism-core',
  'ajv',
  '@fastify/busboy',
  'libphonenumber-js',
];

// Hosts and packages of telemetry.
const TELEMETRY = /scarf\b|segment\.(io|com)|sentry\.io|google-analytics|posthog|amplitude\.com|mixpanel/i;

const LONG_LINE = /^.{2000}/m;

/** Throws if the installed package is too large, contains telemetry, or lacks a license of a bundled package. */
export async function expectLight(folder: string): Promise<void> {
  const testing = join(folder, 'node_modules/@optimaldial/testing');
  const files = await filesIn(testing);
  const all = [...files, ...(await filesIn(join(folder, 'node_modules/@optimaldial/types')))];
  const sizes = await Promise.all(all.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const code = await texts(files.filter((file) => file.endsWith('.js')));
  const licenses = await readFile(join(testing, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
  const problems = [
    ...(bytes > MOST_BYTES ? [`with its types, it has ${bytes} bytes; the limit is ${MOST_BYTES}`] : []),
    // Node prints the line that an error comes from.
    ...code
      .filter(([, text]) => LONG_LINE.test(text))
      .map(([file]) => `${file} has a line of more than 2,000 characters`),
    ...code
      .filter(([, text]) => TELEMETRY.test(text))
      .map(([file]) => `${file} refers to a telemetry service`),
    ...code
      // No test imports the command.
      .filter(([file, text]) => text.includes('import.meta') && !file.endsWith('/dist/cli.js'))
      .map(([file]) => `${file} uses import.meta, which fails in Jest if it is compiled to CommonJS`),
    ...(await texts(files.filter((file) => file.endsWith('.d.ts'))))
      .filter(([, text]) => BUNDLED.some((name) => text.includes(name)) || text.includes('@stoplight'))
      .map(([file]) => `${file} refers to a package that isn't installed`),
    ...new Set(code.flatMap(([, text]) => packagesIn(text)).concat(BUNDLED))
      .values()
      .filter((name) => !new RegExp(`^${name} \\d\\S* \\(`, 'm').test(licenses))
      .map((name) => `THIRD-PARTY-LICENSES.txt doesn't list ${name}`),
    ...['Apache License\n', 'TERMS AND CONDITIONS FOR USE', 'Permission is hereby granted']
      .filter((text) => !licenses.includes(text))
      .map((text) => `THIRD-PARTY-LICENSES.txt doesn't contain "${text.trim()}"`),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** Throws if the installed package works with types of another version. */
export async function expectSameVersion(folder: string): Promise<void> {
  const path = join(folder, 'node_modules/@optimaldial/types/openapi.json');
  const own = await readFile(path, 'utf8');
  // Change one byte of one sentence.
  const other = own.replace(/("description": *"[A-Z])(\w)/, (_, before: string) => `${before}_`);
  if (other === own || other.length !== own.length) throw new Error('openapi.json has no description.');
  await writeFile(join(folder, 'other.js'), OTHER);
  try {
    await writeFile(path, other);
    const { ok, output } = await run(['node', 'other.js'], folder, outside);
    if (ok || !output.includes('Install the same version of both')) {
      throw new Error(`@optimaldial/testing accepted a spec that it wasn't built from.\n${output}`);
    }
  } finally {
    await writeFile(path, own);
  }
}

const OTHER = `
import { createMock } from '@optimaldial/testing';

await createMock().fetch('https://x/api/v1/uploads', { headers: { authorization: 'Bearer od_live_x' } });
`;

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function texts(files: readonly string[]): Promise<(readonly [string, string])[]> {
  return Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const));
}

/** The packages in a bundle, by the paths of their modules. */
function packagesIn(bundle: string): string[] {
  return [...bundle.matchAll(/"[^"\n]*node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\/[^"\n]*"/g)].map(
    ([, name = '']) => name,
  );
}
