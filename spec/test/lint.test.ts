import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { spec } from './spec.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'redocly.yaml');
const valid = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** Mistakes: the rule that must report each, and the edit that makes it. */
const MISTAKES: readonly (readonly [
  rule: string,
  mistake: string,
  before: string | RegExp,
  after: string,
])[] = [
  ['operation-operationId', 'an operation without a name', 'operationId: retrieveUpload', ''],
  ['operation-summary', 'an operation without a summary', 'summary: Retrieve an upload', ''],
  [
    'operation-description',
    'an operation without a description',
    /description: >-\s+Returns the current state[^.]+\..+\n.+webhooks\./,
    '',
  ],
  ['parameter-description', 'a parameter without a description', 'description: The `id` of the upload.', ''],
  [
    'no-unused-components',
    'an unused schema',
    'components:\n  securitySchemes:',
    'components:\n  schemas:\n    Spare: { type: string, description: Unused. }\n  securitySchemes:',
  ],
  [
    'no-invalid-media-type-examples',
    'an example that does not match its schema',
    'status: pending_mapping',
    'status: pending',
  ],
  [
    'no-unresolved-refs',
    'a broken reference',
    '#/components/schemas/UploadStatus',
    '#/components/schemas/Missing',
  ],
  ['struct', 'a key that does not exist', 'operationId: retrieveUpload', 'operationID: retrieveUpload'],
  [
    'path-parameters-defined',
    'an undeclared path parameter',
    '/uploads/{upload_id}:\n',
    '/uploads/{upload_id}/{part}:\n',
  ],
  [
    'spec/response-examples',
    'a body without an example',
    /examples:\s+server_error:[^]+?Internal server error/,
    '',
  ],
  [
    'spec/response-examples',
    'a body with an unnamed example',
    /examples:\s+server_error:[^]+?Internal server error/,
    'example: { detail: Internal server error }',
  ],
  [
    'spec/schema-description',
    'a schema without a description',
    'description: The body of an error response.',
    '',
  ],
  [
    'spec/schema-description',
    'a property without a description',
    'description: Unique identifier of the upload.',
    '',
  ],
  [
    'spec/inferred-reason',
    'an inferred shape without a reason',
    /x-inferred-reason: This shape is not documented.+/,
    '',
  ],
  [
    'spec/inferred-reason',
    'an inferred response without a reason',
    /x-inferred-reason: Not documented.+/,
    '',
  ],
  [
    'spec/named-enums',
    'an enum in a property',
    'description: Unique identifier of the upload.',
    'description: Unique identifier of the upload.\n          enum: [a, b]',
  ],
];

const copies = mkdtempSync(join(tmpdir(), 'spec-lint-'));
afterAll(() => rmSync(copies, { recursive: true }));

interface Problem {
  ruleId: string;
  severity: string;
}

/** Lints several specs in one run of the linter. */
function lint(specs: readonly ReadonlyMap<string, string>[]): Problem[][] {
  const roots = specs.map((files, index) => {
    mkdirSync(join(copies, String(index)));
    for (const [name, text] of files) writeFileSync(join(copies, String(index), name), text);
    return join(copies, String(index), 'openapi.yaml');
  });
  const binary = fileURLToPath(import.meta.resolve('../../node_modules/@redocly/cli/bin/cli.js'));
  const { stdout } = spawnSync(
    process.execPath,
    [binary, 'lint', '--config', join(folder, 'redocly.yaml'), '--format', 'json', ...roots],
    { encoding: 'utf8' },
  );
  // The linter prints one JSON object after another, without commas.
  const reports: { problems: Problem[] }[] = JSON.parse(`[${stdout.replaceAll(/^\}\{$/gm, '},{')}]`);
  return reports.map((report) => report.problems);
}

/** One copy of the spec per mistake, edited in every file that matches. */
const broken = MISTAKES.map(
  ([, , before, after]) => new Map([...valid].map(([name, text]) => [name, text.replace(before, after)])),
);
const [first, ...rest] = lint([valid, ...broken]);

test('spec: has no errors or warnings', () => {
  expect(first).toEqual([]);
});

test.each(MISTAKES.map(([rule, mistake], index) => ({ rule, mistake, index })))(
  '$rule: reports $mistake',
  ({ rule, index }) => {
    expect(broken[index]).not.toEqual(valid);
    expect(rest[index]?.map((problem) => problem.ruleId)).toContain(rule);
    expect(rest[index]?.map((problem) => problem.severity)).not.toContain('warn');
  },
);

test('components: all of them are used, also those outside openapi.yaml', () => {
  const bundled = new Set(
    Object.values(spec.components as Record<string, object>).flatMap((components) => Object.keys(components)),
  );
  const written = [...valid].flatMap(([, text]) => {
    const components = text.split(/^components:$/m)[1] ?? '';
    return [...components.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name);
  });
  expect(written.length).toBeGreaterThan(60);
  expect(written.filter((name) => name !== undefined && !bundled.has(name))).toEqual([]);
});
