import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBody } from '../../src/engine/body/parse-body.ts';

const TYPE = 'multipart/form-data; boundary=x';

/** Parses a body that arrives in chunks of some bytes. */
function parse(text: string | Buffer, type = TYPE, size = 65_536) {
  const bytes = Buffer.from(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      if (at >= bytes.length) stream.close();
      else stream.enqueue(new Uint8Array(bytes.subarray(at, (at += size))));
    },
  });
  const init = { method: 'POST', headers: { 'content-type': type }, body, duplex: 'half' as const };
  return parseBody(new Request('http://mock.invalid', init));
}

const part = (headers: string, value: string, boundary = 'x'): string =>
  `--${boundary}\r\n${headers}\r\n\r\n${value}\r\n`;
const field = (name: string, value: string): string =>
  part(`Content-Disposition: form-data; name="${name}"`, value);
const FILE = part(
  'Content-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv',
  'P\r\n1',
);
const END = '--x--\r\n';

async function filesOf(body: unknown): Promise<unknown> {
  if (typeof body !== 'object' || body === null) return body;
  const shown = Object.entries(body).map(async ([name, value]) => [
    name,
    value instanceof File ? [value.name, value.type, await value.text()] : value,
  ]);
  return Object.fromEntries(await Promise.all(shown));
}

describe.each([1, 7, 65_536])('parseBody: a form in chunks of %i', (size) => {
  const disposition = 'Content-Disposition: form-data;';
  test.each<[string, string, unknown, string?]>([
    [
      'names without quotes, as .NET sends them',
      part(`${disposition} name=phone_column`, 'Phone') +
        part(
          `Content-Type: text/csv\r\n${disposition} name=file; filename=a.csv; filename*=utf-8''Zo%C3%AB.csv`,
          'P',
        ) +
        END,
      { phone_column: 'Phone', file: ['Zoë.csv', 'text/csv', 'P'] },
    ],
    [
      'a quoted boundary',
      `${part(`${disposition} name="a"`, '1', 'a b')}--a b--`,
      { a: '1' },
      'multipart/form-data; charset=utf-8; boundary="a b"',
    ],
    [
      'upper case',
      `${part('CONTENT-DISPOSITION: Form-Data; NAME="a"', '1')}${END}`,
      { a: '1' },
      'Multipart/Form-Data; BOUNDARY=x',
    ],
    ['a preamble and an epilogue', `Hello\r\n${field('a', '1')}${END}Bye\r\nBye`, { a: '1' }],
    [
      'escaped quotes',
      `${part(`${disposition} name="a"; filename="x\\"y%22z.csv"`, '1')}${END}`,
      { a: ['x"y"z.csv', 'text/plain', '1'] },
    ],
    [
      'a filename in UTF-8, with a path',
      `${part(`${disposition} name="a"; filename="d/☎.csv"`, '1')}${END}`,
      { a: ['d/☎.csv', 'text/plain', '1'] },
    ],
    [
      'a transfer encoding without effect',
      `${part(`${disposition} name="a"\r\nContent-Transfer-Encoding: 8bit`, 'é')}${END}`,
      { a: 'é' },
    ],
    [
      'a charset for a field',
      `${part(`${disposition} name="a"\r\nContent-Type: text/plain; charset=utf-8`, 'é')}${END}`,
      { a: 'é' },
    ],
    ['a part without a name', `${part('Content-Type: text/plain', '1')}${field('a', '1')}${END}`, { a: '1' }],
    ['the same name twice', `${field('a', '1')}${field('a', '2')}${END}`, { a: '2' }],
    [
      'boundaries that begin in the file',
      `${FILE.replace('P\r\n1', '\r\n--\r\n--y\r\n-\r')}${END}`,
      { file: ['a.csv', 'text/csv', '\r\n--\r\n--y\r\n-\r'] },
    ],
    ['no fields', END, {}],
  ])('accepts %s', async (_, text, expected, type = TYPE) => {
    const { body, unreadable } = await parse(text, type, size);
    expect([unreadable, await filesOf(body)]).toEqual([undefined, expected]);
  });

  test.each([
    ['the end is missing', 422, 'not valid multipart', FILE],
    ['a header is cut off', 422, 'not valid multipart', '--x\r\nContent-Dispo'],
    ['lines end with LF', 422, 'not valid multipart', `${FILE}${END}`.replaceAll('\r\n', '\n')],
    ['it is something else', 422, 'not valid multipart', 'Name,Phone\r\n'],
    ['the file has no filename', 400, 'has no filename', `${field('file', 'P\r\n1')}${END}`],
    ['the file is empty', 400, 'The file is empty', `${FILE.replace('P\r\n1', '')}${END}`],
    [
      'a browser sends no file',
      400,
      'The file is empty',
      `${part('Content-Disposition: form-data; name="file"; filename=""', '')}${END}`,
    ],
    [
      'a part is in base64',
      422,
      'send its parts unencoded',
      `${FILE.replace('text/csv', 'text/csv\r\nContent-Transfer-Encoding: base64')}${END}`,
    ],
    [
      'a text is in quoted-printable',
      422,
      'send its parts unencoded',
      `${part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: quoted-printable', '=')}${END}`,
    ],
  ])('is rejected when %s', async (_, status, message, text) => {
    const { unreadable } = await parse(text, TYPE, size);
    expect([unreadable?.status, unreadable?.message]).toEqual([status, expect.stringContaining(message)]);
  });
});

test.each([
  ['no boundary', 'multipart/form-data'],
  ['an empty boundary', 'multipart/form-data; boundary=""'],
])('parseBody: rejects a form with %s', async (_, type) => {
  const { unreadable } = await parse(`${FILE}${END}`, type);
  expect([unreadable?.status, unreadable?.message]).toEqual([
    422,
    expect.stringContaining('has no boundary'),
  ]);
});

test.each([
  ['1,001 parts', 422, 'more than 1000 parts', field('a', '1').repeat(1001)],
  ['a text of 2 MB', 422, 'more than 1 MB of text', field('a', 'x'.repeat(2_000_000))],
  ['texts of 2 MB together', 422, 'more than 1 MB of text', field('a', 'x'.repeat(500_000)).repeat(4)],
  ['a file of 104,857,601 bytes', 413, 'over 100 MB', FILE.replace('1', '1'.repeat(104_857_598))],
])('parseBody: stops reading a form with %s', async (_, status, message, text) => {
  const { unreadable } = await parse(text + END);
  expect([unreadable?.status, unreadable?.message]).toEqual([status, expect.stringContaining(message)]);
});

test('parseBody: passes booleans to the engine as the spec writes them', async () => {
  for (const [sent, shown] of [
    ['True', 'true'],
    ['0', 'false'],
    ['', 'false'],
    ['on', 'true'],
    ['maybe', 'maybe'],
  ] as const) {
    const { checked } = await parse(`${field('skip_mobile_lookup', sent)}${END}`);
    expect(checked).toContain(`\r\n\r\n${shown}\r\n`);
  }
});

test('parseBody: settles without throwing for any bytes of a form', async () => {
  const whole = Buffer.from(`${FILE}${field('phone_column', 'Phone')}${END}`);
  const change = fc.record({
    at: fc.nat(whole.length),
    byte: fc.nat(255),
    cut: fc.nat(20),
    size: fc.integer({ min: 1, max: 50 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, byte, cut, size }) => {
      const bytes = Buffer.concat([whole.subarray(0, at), Buffer.from([byte]), whole.subarray(at + cut)]);
      const late = new AbortController();
      const settled = await Promise.race([
        parse(bytes, TYPE, size),
        sleep(5000, 'hangs', { signal: late.signal }).catch(() => 'cancelled'),
      ]);
      late.abort();
      expect(settled).toHaveProperty('type');
    }),
    { seed: 1, numRuns: 400 },
  );
});
