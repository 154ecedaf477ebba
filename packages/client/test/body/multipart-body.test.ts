import { expect, test } from 'vitest';
import type { FileBody } from '../../src/transport/fetch-types.ts';
import { multipart } from '../../src/body/multipart.ts';
import { multipartBody } from '../../src/transport/platform/multipart-body.ts';
import type { FileErrorTarget } from '../../src/transport/platform/types.ts';

const file = new File(['Zoë,+14155550123\r\n'.repeat(9000)], 'a.csv', { type: 'text/csv' });
const fields = [
  ['file', file, 'a "1"\r\n.csv'],
  ['phone_column', 'Phone'],
] as const;
const body = (attempt: FileErrorTarget = {}): FileBody => multipartBody(multipart(fields), attempt);

test('multipartBody: text, bytes and stream return the same content', async () => {
  const one = body();
  const streamed = Buffer.concat(await Array.fromAsync(one.stream()));
  expect(streamed.length).toBe(one.size);
  expect(streamed.includes(Buffer.from(await file.arrayBuffer()))).toBe(true);
  expect(Buffer.from(await one.arrayBuffer()).equals(streamed)).toBe(true);
  expect(Buffer.from(await one.bytes()).equals(streamed)).toBe(true);
  expect(Buffer.concat(await Array.fromAsync(one)).equals(streamed)).toBe(true);
  expect(await one.text()).toBe(streamed.toString());
});

test('multipartBody: parses back into the fields and the file', async () => {
  const one = body();
  const form = await new Response(one.stream(), { headers: { 'content-type': one.type } }).formData();
  expect([...form.keys()]).toEqual(['file', 'phone_column']);
  expect(form.get('file')).toMatchObject({ size: file.size, type: 'text/csv' });
});
