import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '@optimaldial/checks/shell';
import { expect, test } from 'vitest';
import type { Spec } from '@optimaldial/codegen/spec';
import { compareSubstance, type Difference } from '../src/import/differences.ts';

// The spec of a vendor can contain anything.
type Edited = any;

const text = await readFile(`${root}packages/types/openapi.json`, 'utf8');
const ours = JSON.parse(text) as Spec;

const UPLOAD = '/api/v1/uploads/{upload_id}';

/** Rewrites every object, the innermost first. */
function rewrite(value: Edited, change: (node: Edited) => Edited): Edited {
  if (Array.isArray(value)) return value.map((entry) => rewrite(entry, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, rewrite(entry, change)]);
  return change(Object.fromEntries(entries));
}

/** Our spec as FastAPI would publish it: other names, no examples, `anyOf` with null, titles, a trailing slash. */
function asFastApi(spec: Spec): Edited {
  const copy = rewrite(spec, (node) => {
    const { examples: _, example: __, ...rest } = node;
    // A field may be called `description`.
    if (typeof rest.description === 'string') delete rest.description;
    for (const key of Object.keys(rest)) if (key.startsWith('x-')) delete rest[key];
    if (Array.isArray(rest.type)) {
      const { type, ...others } = rest;
      const left = type.filter((name: string) => name !== 'null');
      if (others.enum) others.enum = others.enum.filter((entry: unknown) => entry !== null);
      return { title: 'A Title', anyOf: [{ type: left[0], ...others }, { type: 'null' }] };
    }
    if (Array.isArray(rest.required)) rest.required = rest.required.toReversed();
    return rest.operationId ? { ...rest, operationId: `${rest.operationId}_api`, tags: ['v1'] } : rest;
  });
  copy.openapi = '3.1.0';
  copy.info = { title: 'FastAPI', version: '0.1.0' };
  // FastAPI puts the prefix into the server URL.
  copy.servers = [{ url: '/api' }];
  copy.paths = Object.fromEntries(
    Object.entries(copy.paths).map(([path, item]) => [path.replace(/^\/api/, ''), item]),
  );
  // Inline one schema.
  copy.components.schemas.Upload.properties.status = copy.components.schemas.UploadStatus;
  return copy;
}

/** Our spec in OpenAPI 3.0, which has no lists of types, no `const` and no webhooks. */
function asThreeZero(spec: Spec): Edited {
  const copy = rewrite(spec, (node) => {
    const { const: value, ...rest } = node;
    if ('const' in node && node.type) rest.enum = [value];
    if (!Array.isArray(rest.type)) return rest;
    const left = rest.type.filter((name: string) => name !== 'null');
    return { ...rest, type: left[0], ...(left.length < rest.type.length ? { nullable: true } : {}) };
  });
  copy.openapi = '3.0.3';
  delete copy.webhooks;
  return copy;
}

/** Compares once, and returns the differences of an operation. */
async function comparison(theirs: Edited): Promise<(operation: string) => readonly Difference[]> {
  const compared = await compareSubstance(theirs, ours);
  return (operation) => compared.find((one) => one.operation === operation)?.differences ?? [];
}

async function differencesOf(theirs: Edited, operation: string): Promise<readonly Difference[]> {
  return (await comparison(theirs))(operation);
}

test('compareSubstance: finds no difference between our spec and itself', async () => {
  expect(await compareSubstance(ours, ours)).toEqual([]);
});

test('compareSubstance: ignores names, titles, order, examples and the notation of null', async () => {
  expect(await compareSubstance(asFastApi(ours), ours)).toEqual([]);
});

test('compareSubstance: finds no difference in an OpenAPI 3.0 spec except missing webhooks', async () => {
  const compared = await compareSubstance(asThreeZero(ours), ours);
  expect(compared.map(({ operation }) => operation)).toEqual(
    Object.keys(ours.webhooks ?? {}).map((event) => `event ${event}`),
  );
  expect(compared[0]?.differences).toEqual([{ place: '', kind: 'only ours', what: 'operation' }]);
});

test('compareSubstance: compares the validation error of FastAPI with our inferred one', async () => {
  const theirs = asFastApi(ours);
  Object.assign(theirs.components.schemas, {
    HTTPValidationError: {
      title: 'HTTPValidationError',
      type: 'object',
      properties: {
        detail: {
          title: 'Detail',
          type: 'array',
          items: { $ref: '#/components/schemas/ValidationError' },
        },
      },
    },
    ValidationError: {
      title: 'ValidationError',
      type: 'object',
      required: ['loc', 'msg', 'type'],
      properties: {
        loc: {
          title: 'Location',
          type: 'array',
          items: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
        },
        msg: { title: 'Message', type: 'string' },
        type: { title: 'Error Type', type: 'string' },
      },
    },
  });
  theirs.paths['/v1/uploads/{upload_id}'].get.responses['422'] = {
    description: 'Validation Error',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/HTTPValidationError' } } },
  };
  const found = await differencesOf(theirs, `GET ${UPLOAD}`);
  const inferred = expect.stringContaining('comparable servers respond with 422');
  expect(found[0]).toEqual({
    place: 'response 422 detail',
    kind: 'differs',
    what: 'required',
    theirs: 'no',
    ours: 'yes',
    inferred,
  });
  // Ours can also be a string or an object. Theirs is the list, which ours contains.
  expect(found.slice(1).map(({ place, kind, what, ours: mine }) => [place, kind, what, mine])).toEqual([
    ['response 422 detail', 'only ours', 'variant', 'object'],
    ['response 422 detail', 'only ours', 'variant', 'string'],
  ]);
});

test('compareSubstance: returns each difference with its place, both sides and our reason', async () => {
  const theirs = structuredClone(ours) as Edited;
  const { Upload, UploadStatus, CreateContact, UploadContact } = theirs.components.schemas;
  Upload.properties.row_count = { type: 'integer' };
  delete Upload.properties.file_size_bytes;
  Upload.properties.storage_path.type = ['string', 'null'];
  delete Upload.properties.id.format;
  Upload.required = Upload.required.filter((name: string) => name !== 'user_id');
  UploadStatus.enum[0] = 'mapping';
  CreateContact.properties.idempotency_key.maxLength = 64;
  theirs.paths['/api/v1/contacts'].post.security = [];
  // A field of contacts that isn't documented, and why ours lacks it.
  UploadContact.properties = { phone: { type: 'string' } };
  const found = await comparison(theirs);
  expect(found(`GET ${UPLOAD}`)).toEqual(
    expect.arrayContaining([
      { place: 'response 200 row_count', kind: 'only theirs', what: 'field', theirs: 'integer' },
      { place: 'response 200 file_size_bytes', kind: 'only ours', what: 'field', ours: 'integer | null' },
      {
        place: 'response 200 storage_path',
        kind: 'differs',
        what: 'type',
        theirs: 'null | string',
        ours: 'string',
      },
      { place: 'response 200 id', kind: 'differs', what: 'format', theirs: 'none', ours: 'uuid' },
      { place: 'response 200 user_id', kind: 'differs', what: 'required', theirs: 'no', ours: 'yes' },
      {
        place: 'response 200 status',
        kind: 'differs',
        what: 'values',
        theirs: '"mapping"',
        ours: '"pending_mapping"',
      },
    ]),
  );

  expect(found('POST /api/v1/contacts')).toEqual([
    { place: '', kind: 'differs', what: 'requires a key', theirs: 'no', ours: 'yes' },
    {
      place: 'body application/json idempotency_key',
      kind: 'differs',
      what: 'maxLength',
      theirs: '64',
      ours: '255',
    },
  ]);

  expect(found('POST /api/v1/uploads')).toContainEqual({
    place: 'body application/json contacts[].phone',
    kind: 'only theirs',
    what: 'field',
    theirs: 'string',
    inferred: 'The shape of a contact is not documented.',
  });
});

test('compareSubstance: finds operations, responses, headers and parameters that only one spec has', async () => {
  const theirs = structuredClone(ours) as Edited;
  theirs.paths['/api/v1/example'] = { get: { responses: { 200: { description: 'Credits.' } } } };
  delete theirs.paths[UPLOAD].delete;
  const { get } = theirs.paths['/api/v1/uploads'];
  get.parameters = [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer' } }];
  get.responses['409'] = { description: 'Busy.' };
  get.responses['200'].headers = { 'X-Total': { schema: { type: 'integer' } } };
  const differences = await comparison(theirs);
  expect(differences('GET /api/v1/example')).toEqual([{ place: '', kind: 'only theirs', what: 'operation' }]);
  expect(differences(`DELETE ${UPLOAD}`)).toEqual([{ place: '', kind: 'only ours', what: 'operation' }]);
  const found = differences('GET /api/v1/uploads');
  expect(found.map(({ place, kind, what }) => `${place}: ${kind}, ${what}`)).toEqual([
    'query limit: differs, required',
    'query limit: differs, default',
    'query limit: differs, maximum',
    'query limit: differs, minimum',
    'query cursor: only ours, field',
    'response 200 header x-total: only theirs, header',
    'response 409: only theirs, response',
  ]);
});

test('compareSubstance: matches operations by method and path, independent of parameter names', async () => {
  const theirs = structuredClone(ours) as Edited;
  const { [UPLOAD]: item, ...paths } = theirs.paths;
  item.parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }];
  theirs.paths = { ...paths, '/api/v1/uploads/{id}/': item };
  expect(await differencesOf(theirs, `GET ${UPLOAD}`)).toEqual([
    {
      place: '',
      kind: 'differs',
      what: 'path',
      theirs: 'GET /api/v1/uploads/{id}/',
      ours: `GET ${UPLOAD}`,
    },
  ]);
});

test('compareSubstance: ends for a recursive schema', async () => {
  const theirs = structuredClone(ours) as Edited;
  theirs.components.schemas.Contact.properties.parent = { $ref: '#/components/schemas/Contact' };
  expect(await differencesOf(theirs, 'GET /api/v1/contacts/{contact_id}')).toEqual([
    { place: 'response 200 parent', kind: 'only theirs', what: 'field', theirs: 'itself' },
  ]);
});

test('spec:diff --import: reads a file or a URL, prints a table or JSON, and rejects other files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spec-import-'));
  const script = fileURLToPath(new URL('../src/diff.ts', import.meta.url));
  const call = (...args: string[]) => promisify(execFile)(process.execPath, [script, '--import', ...args]);
  try {
    const theirs = asFastApi(ours);
    delete theirs.paths['/v1/contacts'].post;
    await writeFile(join(folder, 'theirs.json'), JSON.stringify(theirs));
    await writeFile(
      join(folder, 'theirs.yaml'),
      'openapi: 3.0.3\ninfo: { title: T, version: "1" }\npaths: {}\n',
    );
    await writeFile(join(folder, 'swagger.json'), '{ "swagger": "2.0", "paths": {} }');

    const [table, json, refused] = await Promise.all([
      call(join(folder, 'theirs.json')),
      call(join(folder, 'theirs.yaml'), '--json'),
      call(join(folder, 'swagger.json')).catch((error: Error) => error.message),
    ]);
    expect(table.stdout).toMatch(/^POST \/api\/v1\/contacts\n {2}the operation {2}only ours {2}operation\n/);
    expect(table.stdout).toContain(
      '1 difference in 1 operation or event: 0 only theirs, 1 only ours, 0 differ.',
    );
    const operations = [...Object.values(ours.paths), ...Object.values(ours.webhooks ?? {})].flatMap((path) =>
      Object.keys(path).filter((key) => key !== 'parameters'),
    );
    expect(JSON.parse(json.stdout)).toHaveLength(operations.length);
    expect(refused).toContain('not an OpenAPI 3.0 or 3.1 spec');
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
