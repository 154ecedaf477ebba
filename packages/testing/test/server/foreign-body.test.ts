import { createMock } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readForeignBody } from '../../src/server/foreign-body.ts';
import { headers, url } from '../support/mock-request.ts';

type Body = NonNullable<ConstructorParameters<typeof Response>[0]>;

const own = (body: unknown) =>
  readForeignBody(body).then(({ bytes, type }) => [Buffer.from(bytes).toString(), type]);

/** How the platform encodes a body. */
async function platform(body: Body): Promise<unknown[]> {
  const request = new Request('https://a.example', { method: 'POST', body });
  return [await request.text(), request.headers.get('content-type') ?? undefined];
}

test.each<[string, Body]>([
  ['text', 'grüße'],
  ['parameters', new URLSearchParams({ a: 'b c', d: 'é' })],
  ['a typed Blob', new Blob(['x'], { type: 'text/csv' })],
  ['a Blob without a type', new Blob(['x'])],
  ['bytes', new Uint8Array([120, 121]).subarray(1)],
  ['a buffer', new Uint8Array([120]).buffer],
  ['a view', new DataView(new Uint8Array([120, 121, 122]).buffer, 1, 1)],
])('readForeignBody: reads %s like the platform', async (_, body) => {
  expect(await own(body)).toEqual(await platform(body));
});

/** The fields of a form as the platform reads them. */
async function shown(response: Response): Promise<unknown[]> {
  const fields = [...(await response.formData())];
  return Promise.all(
    fields.map(async ([name, value]) =>
      typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.text()],
    ),
  );
}

const stream = () => new Blob(['{', '}']).stream();

test('readForeignBody: encodes any form like the platform', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', '\r', '\n', '\\', ';', '%22', 'é', '--', ' ') });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(text, text, fc.boolean()), { minLength: 1, maxLength: 5 }),
      async (fields) => {
        const form = new FormData();
        for (const [name, value, isFile] of fields) {
          if (isFile) form.append(name, new File([value], `f${value}`, { type: 'text/csv' }));
          else form.append(name, value);
        }
        const { bytes, type = '' } = await readForeignBody(form);
        const foreign = await shown(new Response(bytes, { headers: { 'content-type': type } }));
        expect(foreign).toEqual(await shown(new Response(form)));
      },
    ),
  );
});

describe('readForeignBody: a stream', () => {
  test('requires duplex half, like fetch', async () => {
    expect(await own(stream())).toEqual(['{}', undefined]);
    const mock = createMock();
    const init: object = { method: 'POST', headers, body: stream() };
    await expect(mock.fetch(url, init)).rejects.toThrow('duplex "half"');
    expect(mock.requests()).toEqual([]);
  });

  test('is read through getReader when it is not iterable', async () => {
    const reader = stream().getReader();
    expect(await own({ getReader: () => ({ read: () => reader.read() }) })).toEqual(['{}', undefined]);
  });
});

test.each([7, {}, null, [1]])('readForeignBody: rejects %j', async (body) => {
  await expect(readForeignBody(body)).rejects.toThrow("isn't supported as a request body");
});

test('mock.fetch: accepts Headers, pairs and objects, and joins repeated names', async () => {
  const mock = createMock();
  const entries: [string, string][] = [...Object.entries(headers), ['X-A', '1'], ['x-a', '2']];
  for (const given of [new Headers(entries), entries, { ...headers, 'X-A': '1, 2' }]) {
    expect((await mock.fetch(url, { headers: given })).status).toBe(200);
  }
  expect(mock.requests().map((request) => request.headers['x-a'])).toEqual(['1, 2', '1, 2', '1, 2']);
});
