import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must, outside, run } from '@optimaldial/checks/shell';
import { NEW_FIELD } from '../change-spec.ts';
import type { Example } from '../readme-example.ts';

/** A new project in which a package manager installs the published packages. */
export interface Consumer {
  readonly name: string;
  /** The folder of the project that uses the client. */
  readonly app: string;
  /** Manifests and settings of the package manager. */
  readonly files: Readonly<Record<string, string>>;
  /** The folder that the commands run in. */
  readonly folder: string;
  readonly install: readonly (readonly string[])[];
  readonly upgrade: readonly (readonly string[])[];
  /** Commands that run Node and the compiler on files of the app. */
  readonly node: readonly string[];
  readonly tsc: readonly string[];
}

const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const KEY = `od_live_${'0'.repeat(32)}`;

// Replaces the API, so that the example runs exactly as in the README.
const MOCK = `
import { createMock } from '@optimaldial/testing';

const mock = createMock();
mock.on('retrieveUpload').example('completed');
globalThis.fetch = mock.fetch;
process.on('exit', () => {
  if (mock.violations().length > 0) throw new Error(JSON.stringify(mock.violations()));
});
`;

// Compiles only if the field exists. The second statement fails if a type is lost and becomes `any`.
const USES_FIELD = `
import { createClient } from '@optimaldial/client';
import type { Upload } from '@optimaldial/types';

const upload: Upload = await createClient().uploads.retrieve('${ID}');
export const field: string | null | undefined = upload.${NEW_FIELD};
// @ts-expect-error: a status is a string
export const number: number = upload.status;
`;

const VERSIONS = `
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
console.log(spec.info.version);
`;

const TSCONFIG = {
  compilerOptions: {
    noEmit: true,
    strict: true,
    target: 'es2023',
    module: 'nodenext',
    lib: ['es2023', 'DOM', 'DOM.Iterable'],
    types: [],
    skipLibCheck: false,
  },
  files: ['uses-field.ts'],
};

/** Writes the project, installs the first version, runs the example and compiles. */
export async function install(consumer: Consumer, example: Example): Promise<void> {
  const { app, files, folder } = consumer;
  const all = {
    ...files,
    [join(app, 'example.js')]: example.code,
    [join(app, 'mock.js')]: MOCK,
    [join(app, 'versions.js')]: VERSIONS,
    [join(app, 'uses-field.ts')]: USES_FIELD,
    [join(app, 'tsconfig.json')]: JSON.stringify(TSCONFIG),
  };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  for (const command of consumer.install) await must(command, folder, outside);
  await runExample(consumer, example);
  const { ok, output } = await compile(consumer);
  if (ok || !output.includes(NEW_FIELD)) {
    throw new Error(`Expected the missing ${NEW_FIELD} as the only error with the first version.\n${output}`);
  }
}

/** Upgrades to the second version, runs the example and compiles with the new field. */
export async function upgrade(consumer: Consumer, example: Example, openapiVersion: string): Promise<void> {
  for (const command of consumer.upgrade) await must(command, consumer.folder, outside);
  await runExample(consumer, example);
  const { ok, output } = await compile(consumer);
  if (!ok) throw new Error(`Expected the second version to have a typed ${NEW_FIELD}.\n${output}`);
  const found = (await must([...consumer.node, 'versions.js'], consumer.app, outside)).trim();
  if (found !== openapiVersion)
    throw new Error(`Version ${found} of the spec is installed instead of ${openapiVersion}.`);
}

/** The version range in the app's package.json. */
export async function rangeOf({ app }: Consumer, name: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(app, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return manifest.dependencies?.[name] ?? 'none';
}

async function runExample({ node, app }: Consumer, { output }: Example): Promise<void> {
  const env = { ...outside, OPTIMALDIAL_API_KEY: KEY };
  const printed = await must([...node, '--import', './mock.js', 'example.js'], app, env);
  if (printed !== output)
    throw new Error(`The README shows the output\n${output}but the example printed\n${printed}`);
}

function compile({ tsc, app }: Consumer): ReturnType<typeof run> {
  return run([...tsc, '-p', 'tsconfig.json'], app, outside);
}
