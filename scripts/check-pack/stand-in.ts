import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../check/run.ts';
import { outside } from '../check/run.ts';

// What is asked of the stand-in as it is installed: light, on its own, and honest about what is in it.

const MOST_BYTES = 6_000_000;

/** What its dist was made of, in the words by which the packages are known. */
const BUNDLED = [
  '@stoplight/prism-http',
  '@stoplight/prism-core',
  'ajv',
  '@fastify/busboy',
  'libphonenumber-js',
];

// Where packages of these kinds report to.
const TELEMETRY = /scarf\b|segment\.(io|com)|sentry\.io|google-analytics|posthog|amplitude\.com|mixpanel/i;

const LONG_LINE = /^.{2000}/m;

/** Throws where the installed stand-in is heavy, reports to somebody, or hides what it was made of. */
export async function expectLight(folder: string): Promise<void> {
  const testing = join(folder, 'node_modules/@optimaldial/testing');
  const files = await filesIn(testing);
  const all = [...files, ...(await filesIn(join(folder, 'node_modules/@optimaldial/types')))];
  const sizes = await Promise.all(all.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const code = await texts(files.filter((file) => file.endsWith('.js')));
  const licences = await readFile(join(testing, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
  const faults = [
    ...(bytes > MOST_BYTES ? [`it is ${bytes} bytes with its types, more than ${MOST_BYTES}`] : []),
    // Node shows the line that an error comes from.
    ...code.filter(([, text]) => LONG_LINE.test(text)).map(([file]) => `${file} has a line without end`),
    ...code.filter(([, text]) => TELEMETRY.test(text)).map(([file]) => `${file} names a place of telemetry`),
    ...(await texts(files.filter((file) => file.endsWith('.d.ts'))))
      .filter(([, text]) => BUNDLED.some((name) => text.includes(name)) || text.includes('@stoplight'))
      .map(([file]) => `${file} speaks of a package that is not installed`),
    ...new Set(code.flatMap(([, text]) => packagesIn(text)).concat(BUNDLED))
      .values()
      .filter((name) => !new RegExp(`^${name} \\d\\S* \\(`, 'm').test(licences))
      .map((name) => `its licences do not name ${name}`),
    ...['Apache License\n', 'TERMS AND CONDITIONS FOR USE', 'Permission is hereby granted']
      .filter((text) => !licences.includes(text))
      .map((text) => `its licences lack “${text.trim()}”`),
  ];
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** Throws where the installed stand-in would work with the types of another version. */
export async function expectSameVersion(folder: string): Promise<void> {
  const path = join(folder, 'node_modules/@optimaldial/types/openapi.json');
  const own = await readFile(path, 'utf8');
  // One byte of one sentence.
  const other = own.replace(/("description": *"[A-Z])(\w)/, (_, before: string) => `${before}_`);
  if (other === own || other.length !== own.length) throw new Error('The description has no sentence.');
  await writeFile(join(folder, 'other.js'), OTHER);
  try {
    await writeFile(path, other);
    const { ok, output } = await run(['node', 'other.js'], folder, outside);
    if (ok || !output.includes('Install the same version of both')) {
      throw new Error(`It took another description than the one that it was made from.\n${output}`);
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

/** The packages whose modules a bundle keeps by their paths. */
function packagesIn(bundle: string): string[] {
  return [...bundle.matchAll(/"[^"\n]*node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\/[^"\n]*"/g)].map(
    ([, name = '']) => name,
  );
}
