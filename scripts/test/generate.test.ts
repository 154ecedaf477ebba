import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generate, specPath } from '../generate.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generate-'));
  await cp(dirname(specPath), folder, {
    recursive: true,
    filter: (path) => !/node_modules|test$|package\.json$/.test(path),
  });
  await cp(new URL('../../packages/types/package.json', import.meta.url), join(folder, 'package.json'));
});

afterEach(() => rm(folder, { recursive: true }));

const run = async (options: { check?: boolean } = {}): Promise<string[]> => {
  const changed = await generate({ source: join(folder, 'openapi.yaml'), target: folder, ...options });
  return changed.map((path) => basename(path));
};

const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

/** Changes the description; what is to be replaced has to be there. */
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
    '        row_count: { type: integer, description: All rows. }\n        user_id:\n',
  );

const addSchema = (name: string, schema: string): Promise<void> =>
  edit(
    'components:\n  securitySchemes:',
    `components:\n  schemas:\n    ${name}: ${schema}\n  securitySchemes:`,
  );

test('a first run writes every file but the manifest, which is right already', async () => {
  expect(await run()).toEqual(['openapi.json', 'schema.ts', 'names.ts', 'examples.ts', 'responses.ts']);
});

test('a second run writes nothing', async () => {
  await run();
  const before = await stat(join(folder, 'openapi.json'), { bigint: true });
  expect(await run()).toEqual([]);
  expect((await stat(join(folder, 'openapi.json'), { bigint: true })).mtimeNs).toBe(before.mtimeNs);
});

test('a new property reaches the types and the bundled description, and no other file', async () => {
  await run();
  await addProperty();
  expect(await run()).toEqual(['openapi.json', 'schema.ts']);
  expect(await read('src/generated/schema.ts')).toMatch(
    /\/\*\* @description All rows\. \*\/\s+row_count\?: number \| undefined;/,
  );
  expect(JSON.parse(await read('openapi.json')).components.schemas.Upload.properties.row_count).toEqual({
    type: 'integer',
    description: 'All rows.',
  });
});

test('a new schema gets a plain name with its description', async () => {
  await addSchema('Plan', '{ type: object, description: What is paid for. }');
  await run();
  expect(await read('src/generated/names.ts')).toContain(
    "/** What is paid for. */\nexport type Plan = components['schemas']['Plan'];",
  );
});

test('a new enum gets its values, in order', async () => {
  await addSchema('PlanSize', '{ type: string, description: How much of it., enum: [small, large] }');
  await run();
  expect(await read('src/generated/names.ts')).toContain(
    'export const planSizeValues: readonly ["small", "large"] = ["small", "large"];',
  );
});

test('an enum that can be null keeps null among its values', async () => {
  await addSchema('PlanSize', "{ type: [string, 'null'], description: How much., enum: [small, null] }");
  await run();
  expect(await read('src/generated/names.ts')).toContain('readonly ["small", null] = ["small", null];');
  expect(await read('src/generated/schema.ts')).toMatch(/PlanSize: "small" \| null;/);
});

test('a description cannot end the comment that it stands in', async () => {
  await addSchema('Plan', "{ type: object, description: 'Ends */ here.' }");
  await run();
  expect(await read('src/generated/names.ts')).toContain('/** Ends *\\/ here. */');
});

test('a new example gets its name', async () => {
  await edit(
    '            server_error:\n',
    '            on_fire:\n              value: { detail: Fire }\n            server_error:\n',
  );
  await run();
  expect(await read('src/generated/examples.ts')).toContain('default: "on_fire" | "server_error";');
});

test('a new version reaches the code and the manifest, whose other lines stay as they are', async () => {
  const manifest = await read('package.json');
  await run();
  await edit('version: 1.0.0', 'version: 1.1.0');
  expect(await run()).toEqual(['openapi.json', 'names.ts', 'package.json']);
  expect(await read('src/generated/names.ts')).toContain('specVersion: "1.1.0" = "1.1.0"');
  expect(await read('package.json')).toBe(
    manifest.replace('"openapi-version": "1.0.0"', '"openapi-version": "1.1.0"'),
  );
});

test('a check reports what is stale and writes nothing', async () => {
  await run();
  await addProperty();
  const before = await read('src/generated/schema.ts');
  expect(await run({ check: true })).toEqual(['openapi.json', 'schema.ts']);
  expect(await read('src/generated/schema.ts')).toBe(before);
});

test('a check reports a generated file that was edited by hand, and one that is missing', async () => {
  await run();
  await writeFile(join(folder, 'src/generated/names.ts'), `${await read('src/generated/names.ts')}// mine\n`);
  await rm(join(folder, 'src/generated/examples.ts'));
  expect(await run({ check: true })).toEqual(['names.ts', 'examples.ts']);
});

test('a description that cannot be read is refused, and nothing is written', async () => {
  await edit('#/components/schemas/UploadStatus', '#/components/schemas/Missing');
  await expect(run()).rejects.toThrow(/cannot be bundled.*Missing|resolve/);
  await expect(stat(join(folder, 'openapi.json'))).rejects.toThrow('ENOENT');
});

test('every generated file says so in its first line', async () => {
  await run();
  for (const name of ['schema', 'names', 'examples', 'responses']) {
    expect(await read(`src/generated/${name}.ts`)).toMatch(
      /^\/\/ Generated by .+ from spec\/openapi\.yaml\. Do not edit/,
    );
  }
});
