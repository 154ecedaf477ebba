import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { description } from './description.ts';

const spec = fileURLToPath(new URL('..', import.meta.url));
const names = readdirSync(spec).filter((name) => name.endsWith('.yaml') && name !== 'redocly.yaml');
const sound = new Map(names.map((name) => [name, readFileSync(join(spec, name), 'utf8')]));

/** A fault: the rule that has to find it, what it is, and the edit that makes it. */
const FAULTS: readonly (readonly [rule: string, fault: string, before: string | RegExp, after: string])[] = [
  ['operation-operationId', 'an operation without a name', 'operationId: retrieveUpload', ''],
  ['operation-summary', 'an operation without a summary', 'summary: Retrieve an upload', ''],
  [
    'operation-description',
    'an operation without a description',
    /description: >-\s+Returns one[^.]+\..+\n.+final\./,
    '',
  ],
  ['parameter-description', 'a parameter without a description', "description: The upload's `id`.", ''],
  [
    'no-unused-components',
    'a schema that nothing uses',
    'components:\n  securitySchemes:',
    'components:\n  schemas:\n    Spare: { type: string, description: Unused. }\n  securitySchemes:',
  ],
  [
    'no-invalid-media-type-examples',
    'an example that does not fit',
    'status: pending_mapping',
    'status: pending',
  ],
  [
    'no-unresolved-refs',
    'a reference to nothing',
    '#/components/schemas/UploadStatus',
    '#/components/schemas/Missing',
  ],
  ['struct', 'a key that does not exist', 'operationId: retrieveUpload', 'operationID: retrieveUpload'],
  [
    'path-parameters-defined',
    'a path parameter that is not described',
    '/uploads/{upload_id}:\n',
    '/uploads/{upload_id}/{part}:\n',
  ],
  [
    'house/response-examples',
    'a body without an example',
    /examples:\s+server_error:[^]+?Internal server error/,
    '',
  ],
  [
    'house/response-examples',
    'a body whose example has no name',
    /examples:\s+server_error:[^]+?Internal server error/,
    'example: { detail: Internal server error }',
  ],
  [
    'house/schema-description',
    'a schema without a description',
    'description: The body of every response that reports an error.',
    '',
  ],
  ['house/schema-description', 'a property without a description', 'description: Identifies the upload.', ''],
  [
    'house/inferred-reason',
    'an inferred shape without a reason',
    /x-inferred-reason: The documentation is silent on this.+/,
    '',
  ],
  [
    'house/inferred-reason',
    'an inferred response without a reason',
    /x-inferred-reason: Not documented.+/,
    '',
  ],
  [
    'house/named-enums',
    'an enum in a property',
    'description: Identifies the upload.',
    'description: Identifies the upload.\n          enum: [a, b]',
  ],
];

const folder = mkdtempSync(join(tmpdir(), 'spec-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Problem {
  ruleId: string;
  severity: string;
}

/** Lints descriptions, each as a file of its own, in one run of the linter. */
function lint(descriptions: readonly ReadonlyMap<string, string>[]): Problem[][] {
  const roots = descriptions.map((files, index) => {
    mkdirSync(join(folder, String(index)));
    for (const [name, text] of files) writeFileSync(join(folder, String(index), name), text);
    return join(folder, String(index), 'openapi.yaml');
  });
  const binary = fileURLToPath(import.meta.resolve('../../node_modules/@redocly/cli/bin/cli.js'));
  const { stdout } = spawnSync(
    process.execPath,
    [binary, 'lint', '--config', join(spec, 'redocly.yaml'), '--format', 'json', ...roots],
    { encoding: 'utf8' },
  );
  // One object after the other, without a comma.
  const reports: { problems: Problem[] }[] = JSON.parse(`[${stdout.replaceAll(/^\}\{$/gm, '},{')}]`);
  return reports.map((report) => report.problems);
}

/** The description with the edit made in every file that has the place. */
const broken = FAULTS.map(
  ([, , before, after]) => new Map([...sound].map(([name, text]) => [name, text.replace(before, after)])),
);
const [first, ...rest] = lint([sound, ...broken]);

test('the description has no fault, and no warning', () => {
  expect(first).toEqual([]);
});

test.each(FAULTS.map(([rule, fault], index) => ({ rule, fault, index })))(
  '$rule finds $fault',
  ({ rule, index }) => {
    expect(broken[index]).not.toEqual(sound);
    expect(rest[index]?.map((problem) => problem.ruleId)).toContain(rule);
    expect(rest[index]?.map((problem) => problem.severity)).not.toContain('warn');
  },
);

test('every component of every file is part of the bundle, for the linter asks that of the root alone', () => {
  const bundled = new Set(
    Object.values(description.components as Record<string, object>).flatMap((components) =>
      Object.keys(components),
    ),
  );
  const written = [...sound].flatMap(([, text]) => {
    const components = text.split(/^components:$/m)[1] ?? '';
    return [...components.matchAll(/^ {4}(\w+):/gm)].map(([, name]) => name);
  });
  expect(written.length).toBeGreaterThan(60);
  expect(written.filter((name) => name !== undefined && !bundled.has(name))).toEqual([]);
});
