import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { follow, operations, type Operation } from '../../src/spec/operations.ts';
import { loadEngine, type EngineRequest, type Verdict } from '../../src/engine/engine.ts';
import { proof } from '../../src/engine/self-check.ts';
import { isRecord } from '../../src/is-record.ts';
import { apiKey } from '../key.ts';

const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const json = 'application/json';
const engine = await loadEngine();

// A form has no example in the description.
const form = [
  ['file', 'file'],
  ['phone_column', 'Phone'],
].map(
  ([name, value]) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/plain\r\n\r\n${value}\r\n`,
);
const multipart = { type: 'multipart/form-data; boundary=x', body: `${form.join('')}--x--\r\n` };

const at = (value: unknown, ...names: string[]): unknown =>
  names.reduce<unknown>((found, name) => (isRecord(found) ? found[name] : undefined), value);

function bodyOf({ template, method }: Operation): { type: string; body: unknown } {
  const name = method.toLowerCase();
  const examples = at(description.paths, template, name, 'requestBody', 'content', json, 'examples');
  const [example] = Object.values(isRecord(examples) ? examples : {});
  return { type: json, body: follow(example)['value'] };
}

function request(
  { template, method }: Operation,
  { type, body }: { type: string; body: unknown },
): EngineRequest {
  const length = body === undefined ? {} : { 'content-type': type, 'content-length': '10' };
  const headers = { authorization: `Bearer ${apiKey}`, ...length };
  return { method, path: template.replace(/\{[^}]+\}/, ID), query: {}, headers, body };
}

const places = operations.flatMap((operation) =>
  operation.judged.map((status) => [operation.id, status, operation] as const),
);

test.each(places)('engine: validates the response of %s with status %s', async (_, status, operation) => {
  const number = status === 'default' ? 599 : Number(status);
  const answer = { status: number, headers: { 'content-type': json }, body: 0 };
  const verdict = await engine(request(operation, bodyOf(operation)), () => answer);
  expect(verdict).toMatchObject({ refusal: undefined, requestFaults: [] });
  expect(verdict.answerFaults).not.toEqual([]);
});

const put = async (operation: Operation, sent: { type: string; body: unknown }) =>
  engine(request(operation, sent), () => ({ status: 599, headers: {}, body: { detail: 'x' } }));

test('engine: validates request bodies of every type', async () => {
  const taking = operations.filter(({ judgedBodies }) => judgedBodies.length > 0);
  expect(taking.map(({ id }) => id)).toHaveLength(4);
  for (const operation of taking) {
    for (const type of operation.judgedBodies) {
      const good = type === json ? bodyOf(operation) : multipart;
      const bad = type === json ? { ...good, body: 1 } : { ...good, body: '--x--\r\n' };
      expect((await put(operation, good)).requestFaults).toEqual([]);
      expect((await put(operation, bad)).requestFaults).not.toEqual([]);
    }
  }
});

describe('self-check', () => {
  const answer = { status: 200, headers: { 'content-type': json }, body: {} };
  const good: Verdict = {
    refusal: undefined,
    answer,
    requestFaults: [],
    answerFaults: [],
    wrongType: false,
    tooMany: false,
  };
  const fault = [{ message: 'bad', location: 'body' }];
  const create = operations.find(({ id }) => id === 'createUpload');
  const sent = create && request(create, bodyOf(create));

  test.each([
    ['answers', { ...good, requestFaults: fault }, 'the answer 200 of createUpload'],
    ['requests', { ...good, answerFaults: fault }, 'the application/json body of createUpload'],
  ])('rejects when the engine does not validate %s', async (_, verdict, named) => {
    if (sent === undefined) throw new Error('no createUpload');
    const prove = proof(() => Promise.resolve(verdict));
    await expect(prove(sent, { ...good, operation: 'createUpload' })).rejects.toThrow(named);
  });

  test('runs once for each operation and body type', async () => {
    if (sent === undefined) throw new Error('no createUpload');
    let asked = 0;
    const prove = proof(() => {
      asked += 1;
      return Promise.resolve({ ...good, requestFaults: fault, answerFaults: fault });
    });
    for (let call = 0; call < 3; call++) await prove(sent, { ...good, operation: 'createUpload' });
    expect(asked).toBe(2);
  });
});
