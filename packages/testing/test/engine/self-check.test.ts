import document from '@optimaldial/types/openapi.json' with { type: 'json' };
import { expect, test } from 'vitest';
import type { EngineRequest, EngineResult } from '../../src/engine/engine.ts';
import { loadEngine } from '../../src/engine/load-engine.ts';
import { isRecord } from '../../src/is-record.ts';
import { type Operation, operations, resolveRef } from '../../src/spec/operations.ts';
import { apiKey } from '../support/mock-request.ts';

// A schema that Prism's validator can't compile disables validation without an error. So for each schema of
// the spec, a value that clearly violates it must be reported.

const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const JSON_TYPE = 'application/json';
const engine = await loadEngine();

interface Body {
  readonly type: string;
  readonly body: unknown;
}

// The spec has no example of a form.
const fields = [
  ['file', 'file'],
  ['phone_column', 'Phone'],
].map(
  ([name, value]) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/plain\r\n\r\n${value}\r\n`,
);
const FORM: Body = { type: 'multipart/form-data; boundary=x', body: `${fields.join('')}--x--\r\n` };

const at = (value: unknown, ...names: string[]): unknown =>
  names.reduce<unknown>((found, name) => (isRecord(found) ? found[name] : undefined), value);

const inSpec = ({ template, method }: Operation, ...names: string[]): Record<string, unknown> =>
  resolveRef(at(document.paths, template, method.toLowerCase(), ...names));

/** The media types whose schema restricts the body. */
const restrictedTypes = (body: Record<string, unknown>): string[] =>
  Object.entries(resolveRef(body['content']))
    .filter(([, media]) => Object.keys(resolveRef(at(media, 'schema'))).length > 0)
    .map(([type]) => type);

function exampleOf(operation: Operation): Body {
  const [example] = Object.values(inSpec(operation, 'requestBody', 'content', JSON_TYPE, 'examples'));
  return { type: JSON_TYPE, body: resolveRef(example)['value'] };
}

function toRequest({ template, method }: Operation, { type, body }: Body): EngineRequest {
  const length = body === undefined ? {} : { 'content-type': type, 'content-length': '10' };
  const headers = { authorization: `Bearer ${apiKey}`, ...length };
  return { method, path: template.replace(/\{[^}]+\}/, ID), query: {}, headers, body };
}

const responses = operations.flatMap((operation) =>
  operation.statuses
    .filter((status) => restrictedTypes(inSpec(operation, 'responses', status)).length > 0)
    .map((status) => [operation.id, status, operation] as const),
);

test.each(responses)(
  'engine: reports an invalid response body of %s with %s',
  async (_, status, operation) => {
    const response = {
      status: status === 'default' ? 599 : Number(status),
      headers: { 'content-type': JSON_TYPE },
      body: 0,
    };
    const result = await engine(toRequest(operation, exampleOf(operation)), () => response);
    expect(result).toMatchObject({ rejection: undefined, requestErrors: [] });
    expect(result.responseErrors).not.toEqual([]);
  },
);

const send = (operation: Operation, body: Body): Promise<EngineResult> =>
  engine(toRequest(operation, body), () => ({ status: 599, headers: {}, body: { detail: 'x' } }));

test('engine: reports an invalid request body of each operation and media type', async () => {
  const bodies = operations.flatMap((operation) =>
    restrictedTypes(inSpec(operation, 'requestBody')).map((type) => ({ operation, type })),
  );
  expect(bodies.map(({ operation, type }) => `${operation.id} ${type}`)).toHaveLength(5);
  for (const { operation, type } of bodies) {
    const valid = type === JSON_TYPE ? exampleOf(operation) : FORM;
    const invalid = type === JSON_TYPE ? { ...valid, body: 1 } : { ...valid, body: '--x--\r\n' };
    expect((await send(operation, valid)).requestErrors).toEqual([]);
    expect((await send(operation, invalid)).requestErrors).not.toEqual([]);
  }
});

test('self-check: covers every response with a schema', () => {
  expect(new Set(responses.map(([id]) => id)).size).toBe(operations.length);
});
