import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generate, packageFolders } from '../src/generate.ts';
import { specPath } from '../src/spec.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generate-'));
  await cp(dirname(specPath), folder, {
    recursive: true,
    filter: (path) => !/node_modules|test$|package\.json$/.test(path),
  });
  await cp(`${packageFolders.types}/package.json`, join(folder, 'package.json'));
});

afterEach(() => rm(folder, { recursive: true }));

const run = async (options: { check?: boolean } = {}): Promise<string[]> => {
  const folders = { types: folder, client: folder };
  const changed = await generate({ source: join(folder, 'openapi.yaml'), folders, ...options });
  return changed.map((path) => basename(path));
};

const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

/** Edits the spec. Fails if the text to replace isn't in it. */
async function edit(before: string, after: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(files.map(read));
  const index = texts.findIndex((text) => text.includes(before));
  expect(texts[index]).toContain(before);
  await writeFile(join(folder, files[index] ?? ''), texts[index]?.replace(before, after) ?? '');
}

const addProperty = (): Promise<void> =>
  edit(
    '        user_id:\n',
    '        example_field: { type: integer, description: All rows. }\n        user_id:\n',
  );

const addSchema = (name: string, schema: string): Promise<void> =>
  edit(
    'components:\n  securitySchemes:',
    `components:\n  schemas:\n    ${name}: ${schema}\n  securitySchemes:`,
  );

test('generate: writes every file except an up-to-date package.json on the first run', async () => {
  expect(await run()).toEqual([
    'openapi.json',
    'schema.ts',
    'names.ts',
    'examples.ts',
    'operations.ts',
    'responses.ts',
  ]);
});

test('generate: writes nothing when nothing changed', async () => {
  await run();
  const before = await stat(join(folder, 'openapi.json'), { bigint: true });
  expect(await run()).toEqual([]);
  expect((await stat(join(folder, 'openapi.json'), { bigint: true })).mtimeNs).toBe(before.mtimeNs);
});

test('generate: updates only the schema and the bundled spec when a property is added', async () => {
  await run();
  await addProperty();
  expect(await run()).toEqual(['openapi.json', 'schema.ts']);
  expect(await read('src/generated/schema.ts')).toMatch(
    /\/\*\* @description All rows\. \*\/\s+example_field\?: number \| undefined;/,
  );
  expect(JSON.parse(await read('openapi.json')).components.schemas.Upload.properties.example_field).toEqual({
    type: 'integer',
    description: 'All rows.',
  });
});

test('generate: exports a new schema under its name, with its description', async () => {
  await addSchema('Plan', '{ type: object, description: What is paid for. }');
  await run();
  expect(await read('src/generated/names.ts')).toContain(
    "/** What is paid for. */\nexport type Plan = components['schemas']['Plan'];",
  );
});

test('generate: exports the values of a new enum, in order', async () => {
  await addSchema('PlanSize', '{ type: string, description: How much of it., enum: [small, large] }');
  await run();
  expect(await read('src/generated/names.ts')).toContain(
    'export const planSizeValues: readonly ["small", "large"] = ["small", "large"];',
  );
});

test('generate: keeps null in the values of a nullable enum', async () => {
  await addSchema('PlanSize', "{ type: [string, 'null'], description: How much., enum: [small, null] }");
  await run();
  expect(await read('src/generated/names.ts')).toContain('readonly ["small", null] = ["small", null];');
  expect(await read('src/generated/schema.ts')).toMatch(/PlanSize: "small" \| null;/);
});

test('generate: escapes the end of a comment in a description', async () => {
  await addSchema('Plan', "{ type: object, description: 'Ends */ here.' }");
  await run();
  expect(await read('src/generated/names.ts')).toContain('/** Ends *\\/ here. */');
});

test('generate: adds the name of a new example', async () => {
  await edit(
    '            server_error:\n',
    '            on_fire:\n              value: { detail: Fire }\n            server_error:\n',
  );
  await run();
  expect(await read('src/generated/examples.ts')).toContain('default: "on_fire" | "server_error";');
});

test("generate: writes a new version to the code and to package.json, whose other lines don't change", async () => {
  const manifest = await read('package.json');
  await run();
  await edit('version: 1.0.0', 'version: 1.1.0');
  expect(await run()).toEqual(['openapi.json', 'names.ts', 'package.json']);
  expect(await read('src/generated/names.ts')).toContain('specVersion: "1.1.0" = "1.1.0"');
  expect(await read('package.json')).toBe(
    manifest.replace('"openapi-version": "1.0.0"', '"openapi-version": "1.1.0"'),
  );
});

test('generate --check: reports outdated files and writes nothing', async () => {
  await run();
  await addProperty();
  const before = await read('src/generated/schema.ts');
  expect(await run({ check: true })).toEqual(['openapi.json', 'schema.ts']);
  expect(await read('src/generated/schema.ts')).toBe(before);
});

test('generate --check: reports a generated file that was edited or is missing', async () => {
  await run();
  await writeFile(join(folder, 'src/generated/names.ts'), `${await read('src/generated/names.ts')}// mine\n`);
  await rm(join(folder, 'src/generated/examples.ts'));
  expect(await run({ check: true })).toEqual(['names.ts', 'examples.ts']);
});

test('generate: fails without writing when the spec is invalid', async () => {
  await edit('#/components/schemas/UploadStatus', '#/components/schemas/Missing');
  await expect(run()).rejects.toThrow(/Cannot bundle .*Missing|resolve/);
  await expect(stat(join(folder, 'openapi.json'))).rejects.toThrow('ENOENT');
});

test('generate: names the tool and the source in the first line of every file', async () => {
  await run();
  for (const name of ['schema', 'names', 'examples', 'operations', 'responses']) {
    expect(await read(`src/generated/${name}.ts`)).toMatch(
      /^\/\/ Generated by .+ from spec\/openapi\.yaml\. Do not edit/,
    );
  }
});
