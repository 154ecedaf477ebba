import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { InvalidInputError } from '@optimaldial/client';
import { phoneNumbers } from '@optimaldial/testing';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { fakeFetch, phoneList, rejectionBeforeSending } from '../support/fake-fetch.ts';

const file = new File(['Phone\n+14155550123\n'], 'list.csv', { type: 'text/csv' });

const hugeFile = Object.defineProperty(new File(['x'], 'big.csv'), 'size', { value: 104_857_601 });

const refused: [string, object, RegExp][] = [
  ['nothing', {}, /exactly one of/],
  ['both', { ...phoneList, contacts: [] }, /exactly one of/],
  [
    'a path as file',
    { file: 'list.csv', phone_column: 'Phone' },
    /uploads\.create: `file` must be a File or Blob/,
  ],
  [
    'a file over 100 MB',
    { file: hugeFile, phone_column: 'Phone' },
    /`file` must be at most 100 MB, got 104857601 bytes/,
  ],
  [
    'an empty file',
    { file: new File([], 'e.csv'), phone_column: 'Phone' },
    /uploads\.create: `file` is empty\./,
  ],
  ['a file without its column', { file }, /phone_column/],
  ['an empty column name', { file, phone_column: ' ' }, /`phone_column` must be the name of the column/],
  [
    'a string of numbers',
    { phone_numbers: '1,2' },
    /`phone_numbers` must be an array of strings, got a string\./,
  ],
  ['one contact', { contacts: {} }, /`contacts` must be an array of objects, got an object\./],
  [
    '99 numbers',
    { phone_numbers: phoneNumbers(99) },
    /`phone_numbers` must have at least 100 entries, got 99\./,
  ],
  [
    '250,001 numbers',
    { phone_numbers: Array(250_001).fill('1') },
    /`phone_numbers` must have at most 250,000 entries, got 250001/,
  ],
];

test.each(refused)(
  'uploads.create: rejects %s before sending and names the limit',
  async (_, upload, message) => {
    const untyped: any = upload;
    const error = await rejectionBeforeSending((client) => client.uploads.create(untyped));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain('Nothing was sent or charged.');
    expect(inspect(error)).not.toMatch(/\+1[2-9]/);
  },
);

test('uploads.create: the entry limit equals that of the spec', () => {
  const { CreateUploadNumbers, CreateUploadContacts } = spec.components.schemas;
  expect(CreateUploadNumbers.properties.phone_numbers['x-max-items']).toBe(250_000);
  expect(CreateUploadContacts.properties.contacts['x-max-items']).toBe(250_000);
});

test("uploads.create: sends a file as multipart with an escaped name, whatever the client's content type", async () => {
  const { client, requests } = fakeFetch(undefined, {
    headers: { 'content-type': 'application/json' },
  });
  const named = new File(['x'], 'a"b\r\nX-Evil: 1/ü.csv');
  await client.uploads.create({ file: named, phone_column: 'Phone', skip_mobile_lookup: true });
  const { body = null } = requests[0]?.init ?? {};
  const headers = { 'content-type': requests[0]?.headers.get('content-type') ?? '' };
  const sent = new Request('https://x.example', { method: 'POST', headers, body });
  expect(sent.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/);
  const raw = await sent.clone().text();
  expect(raw).not.toMatch(/^X-Evil/m);
  const form = await sent.formData();
  expect([form.get('phone_column'), form.get('skip_mobile_lookup')]).toEqual(['Phone', 'true']);
  expect(form.get('file')).toBeInstanceOf(File);
});

test('uploads.create: sends numbers as JSON with wire names', async () => {
  const { client, requests } = fakeFetch();
  await client.uploads.create({ ...phoneList, filename: 'crm.csv' });
  expect(requests[0]?.headers.get('content-type')).toBe('application/json');
  expect(await new Response(requests[0]?.init.body ?? null).json()).toEqual({
    ...phoneList,
    filename: 'crm.csv',
  });
  expect(requests).toHaveLength(1);
});

const INVALID_FILES: [string, unknown, RegExp][] = [
  ['a path', './list.csv', /got a string\. For a path, pass `await openFile\(path\)`/],
  ['a Buffer', Buffer.from('Phone'), /got bytes\. Wrap them: `new File\(\[bytes\]/],
  ['a DataView', new DataView(new ArrayBuffer(8)), /got bytes/],
  ['an ArrayBuffer', new ArrayBuffer(8), /got bytes/],
  ['a Node stream', Readable.from(['x']), /got a stream.*openFile/],
  ['a web stream', new ReadableStream(), /got a stream.*openFile/],
  ['a promise', Promise.resolve(file), /got a promise\. Await it/],
  ['null', null, /got null/],
  ['a number', 7, /got a number/],
  ['a function', () => file, /got a function/],
  ['a plain object', { path: 'x' }, /got another object/],
  ['a Blob without stream()', { size: 1, type: '', [Symbol.toStringTag]: 'Blob' }, /without `stream\(\)`/],
];

test.each(INVALID_FILES)('uploads.create: says what to pass when file is %s', async (_, given, says) => {
  const untyped: any = { file: given, phone_column: 'Phone' };
  const error = await rejectionBeforeSending((client) => client.uploads.create(untyped));
  expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(says) });
});
