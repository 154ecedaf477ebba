import { channel } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { sentBytes } from '../../src/transport/platform/sent-bytes.ts';

const headers = 'POST / HTTP/1.1\r\nx: form-1\r\n';
const lastHeader = 'content-length: 50\r\n\r\n';
const START = 1000;
/** Bytes written once ten bytes of the body have been. */
const TEN = START + headers.length + lastHeader.length + 10;
const publish = (message: unknown) => channel('undici:client:sendHeaders').publish(message);

test.each([
  ['are all sent', true, { bytesWritten: TEN, writableLength: 0 }],
  ['are not all written', false, { bytesWritten: TEN - 1, writableLength: 0 }],
  ['are written among others', false, { bytesWritten: TEN + 1, writableLength: 0 }],
  ['wait in the socket', false, { bytesWritten: TEN, writableLength: 1 }],
])('isExactly: is right when the bytes %s', (_, is, later) => {
  const sent = sentBytes('form-1', 50);
  sent.look();
  const socket = { bytesWritten: START, writableLength: 0 };
  publish({ headers, socket });
  Object.assign(socket, later);
  expect(sent.isExactly(10)).toBe(is);
  sent.stop();
  expect(sent.isExactly(10)).toBe(false);
});

test.each([
  ['has no such mark', [{ headers: 'x: form-2' }]],
  ['is published in another shape', [undefined, { headers: [headers] }, { headers, socket: null }]],
  ['was sent twice', [{ headers }, { headers }]],
])('isExactly: is false when the request %s', (_, messages) => {
  const sent = sentBytes('form-1', 50);
  sent.look();
  const socket = { bytesWritten: START, writableLength: 0 };
  for (const message of messages) publish(message && { socket, ...message });
  socket.bytesWritten = TEN;
  expect(sent.isExactly(10)).toBe(false);
  sent.stop();
});
