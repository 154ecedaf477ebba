import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { must, outside, run } from '@optimaldial/checks/shell';
import { NEW_FIELD } from './change-spec.ts';
import type { Example } from './readme-example.ts';

/** A project of a stranger, in which a package manager installs what was published. */
export interface Consumer {
  readonly name: string;
  /** The folder of the project that uses the client. */
  readonly app: string;
  /** Files besides those of the app: settings of the package manager, and of a workspace. */
  readonly files: Readonly<Record<string, string>>;
  /** Where the commands run. */
  readonly folder: string;
  readonly install: readonly (readonly string[])[];
  readonly upgrade: readonly (readonly string[])[];
  /** Runs Node, and the compiler, on the files of the app. */
  readonly node: readonly string[];
  readonly tsc: readonly string[];
}

const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const KEY = `od_live_${'0'.repeat(32)}`;

// In place of the API: the example is run as it stands in the README.
const STAND_IN = `
import { createMock } from '@optimaldial/testing';

const mock = createMock();
mock.on('retrieveUpload').example('completed');
globalThis.fetch = mock.fetch;
process.on('exit', () => {
  if (mock.violations().length > 0) throw new Error(JSON.stringify(mock.violations()));
});
`;

// Compiles once the field is there, and not before. The second line fails where a type is lost and \`any\`.
const USES_FIELD = `
import { createClient } from '@optimaldial/client';
import type { Upload } from '@optimaldial/types';

const upload: Upload = await createClient().uploads.retrieve('${ID}');
export const field: string | null | undefined = upload.${NEW_FIELD};
// @ts-expect-error: a status is no number
export const number: number = upload.status;
`;

const VERSIONS = `
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
console.log(description.info.version);
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

/** Writes the project, installs, and holds it to the first version. */
export async function install(consumer: Consumer, example: Example): Promise<void> {
  const { app, files, folder } = consumer;
  const all = {
    ...files,
    [join(app, 'example.js')]: example.code,
    [join(app, 'stand-in.js')]: STAND_IN,
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
    throw new Error(`The first version should have no ${NEW_FIELD}, and compile but for that.\n${output}`);
  }
}

/** Goes over to the second version, and sees the field typed. */
export async function upgrade(consumer: Consumer, example: Example, openapiVersion: string): Promise<void> {
  for (const command of consumer.upgrade) await must(command, consumer.folder, outside);
  await runExample(consumer, example);
  const { ok, output } = await compile(consumer);
  if (!ok) throw new Error(`The second version should have ${NEW_FIELD} typed.\n${output}`);
  const found = (await must([...consumer.node, 'versions.js'], consumer.app, outside)).trim();
  if (found !== openapiVersion) throw new Error(`Installed is description ${found}, not ${openapiVersion}.`);
}

/** The version that the app asks for. */
export async function asksFor({ app }: Consumer, name: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(app, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return manifest.dependencies?.[name] ?? 'none';
}

async function runExample({ node, app }: Consumer, { output }: Example): Promise<void> {
  const env = { ...outside, OPTIMALDIAL_API_KEY: KEY };
  const printed = await must([...node, '--import', './stand-in.js', 'example.js'], app, env);
  if (printed !== output)
    throw new Error(`The README says that it prints\n${output}and it printed\n${printed}`);
}

function compile({ tsc, app }: Consumer): ReturnType<typeof run> {
  return run([...tsc, '-p', 'tsconfig.json'], app, outside);
}
