import { inspect } from 'node:util';
import { openFile } from '@optimaldial/client/node';
import { describe, expect, test } from 'vitest';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';

const groups = ['415', '555', '0123'] as const;
const joiners = [
  ', ',
  ') ',
  ' - ',
  '","',
  '", "',
  "','",
  '\u001B[31m',
  '-----',
  '          ',
  '\\n',
  '\r\n    ',
];
const markup = ['<br>', '</td><td>', '&nbsp;', '&#8226;'];
const characters = ' -./_·•\u2212\u2011\u00A0\u2009\u3000\t,:;|=\u200B\u00AD\uFE0F\u202E\u2066\u001B\u0000';
const separators = ['', ...characters.split(''), ...joiners, ...markup];
type Encode = (text: string) => string;
const same: Encode = (text) => text;
/** Encodes each digit. */
const digits =
  (encode: (code: number) => string): Encode =>
  (text) =>
    text.replaceAll(/\d/g, (digit) => encode(digit.charCodeAt(0)));
const script = (zero: number) => digits((code) => String.fromCodePoint(zero + code - 48));
const hex = (code: number): string => code.toString(16);
const percent: Encode = (text) => encodeURIComponent(text);
/** How the groups of digits are encoded, and then the whole. */
const encodings: Record<string, [Encode, Encode]> = {
  plain: [same, same],
  'in brackets': [same, (text) => `["${text}"]`],
  'with a country code': [same, (text) => `+1 (${text}`],
  'percent-encoded': [same, percent],
  'percent-encoded digits': [digits((code) => `%${hex(code)}`), same],
  'percent-encoded three times': [digits((code) => `%${hex(code)}`), (text) => percent(percent(text))],
  'decimal HTML entities': [digits((code) => `&#${code};`), same],
  'hex HTML entities': [digits((code) => `&#x${hex(code)};`), same],
  'HTML entities in HTML': [digits((code) => `&amp;#${code};`), same],
  'hex HTML entities in HTML': [digits((code) => `&amp;#x${hex(code)};`), same],
  'JSON escapes': [digits((code) => `\\u00${hex(code)}`), same],
  'escapes in a string': [digits((code) => `\\x${hex(code)}`), same],
  'JSON in JSON': [same, (text) => JSON.stringify(JSON.stringify(text))],
  'full-width digits': [script(0xff_10), same],
  'Arabic digits': [script(0x6_60), same],
  'Devanagari digits': [script(0x9_66), same],
  'mathematical digits': [script(0x1_d7_ce), same],
  'percent-encoded full-width digits': [script(0xff_10), percent],
};

/** Everything that a log line, a crash report or a debugger shows by default. */
function shown(error: unknown): string {
  const { message, stack } = error instanceof Error ? error : new Error('no error');
  return [message, stack, JSON.stringify(error), inspect(error)].join('\n');
}

const respond = (detail: unknown, headers?: HeadersInit) => () =>
  Response.json({ detail }, { status: 422, ...(headers && { headers }) });
// One client for all cases, because there are thousands.
let answer: () => Response | Promise<Response> = respond(undefined);
const { client } = fakeFetch(() => answer());
/** The error of a call that gets a response, or of its `fetch`. */
function retrieving(response: typeof answer): Promise<unknown> {
  answer = response;
  return rejection(client.uploads.retrieve(id));
}
function waiting(upload: object, options?: { deadline: number }): Promise<unknown> {
  answer = () => Response.json(upload);
  return rejection(client.uploads.wait(id, options));
}
const errorFor = (detail: unknown) => retrieving(respond(detail));
const waited = (upload: object) => waiting({ id, status: 'failed', ...upload });
const thrown = (foreign: object) => retrieving(() => Promise.reject(Object.assign(new Error('x'), foreign)));
const headers = (text: string) => {
  try {
    return new Headers({ 'x-request-id': text });
  } catch {
    return undefined; // No header can carry it.
  }
};

const positions: Record<string, (text: string) => Promise<unknown>> = {
  'a string': errorFor,
  'a sentence': (text) => errorFor(`The number ${text} is not valid.`),
  'a message in an object': (message) => errorFor({ error: 'invalid', message }),
  'a code': (error) => errorFor({ error }),
  'an item': (text) => errorFor(['odd', text]),
  'a validation error': (msg) => errorFor([{ loc: ['body'], msg, type: 't' }]),
  'a location': (text) => errorFor([{ loc: ['body', text], msg: 'odd', type: 't' }]),
  'a request ID': (text) => retrieving(respond('odd', headers(text))),
  'the ID of an upload': (text) => waited({ id: text }),
  'the status of an upload': waitFor,
  'the name of a third-party error': (name) => thrown({ name }),
  'the code of a third-party error': (code) => thrown({ code }),
};

/** Waits until the deadline, because the status is unknown. */
function waitFor(status: string): Promise<unknown> {
  return waiting({ id, status }, { deadline: 1 });
}

describe.each(Object.entries(positions))('redact: hides phone numbers in %s', (_, at) => {
  test.each(Object.entries(encodings))('encoded as %s', async (_name, [group, whole]) => {
    for (const separator of separators) {
      const text = whole(groups.map(group).join(separator));
      const output = shown(await at(text));
      expect(output).not.toContain(text);
      expect(output.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]/gu, '')).not.toMatch(/5550123|4155550|0123/);
    }
  });
});

test('redact: hides digits that are spread over list items', async () => {
  for (const detail of [[...groups], groups.map((msg) => ({ msg }))]) {
    expect(shown(await errorFor(detail))).not.toContain('0123');
  }
});

test.each([
  '5550123',
  '555-0123',
  '20:25:55:01:23',
  '415,555,0123',
  '415,555,012,345',
  '+1,415,555',
  '2026-11-26-5550',
  '+2026-11-26',
  '1234.2026-11-26',
  '2026-11-26T10:44:27.4155550123',
  '41555501-2300-0000-0000-000000000000',
  '41555501234155550123415555012345',
  '192.168.100.200.5',
  '415.555.012.3',
])('redact: hides %s, which only resembles a date, count or address', async (text) => {
  expect(shown(await errorFor(`The number ${text} is odd`))).not.toContain(text);
  expect(shown(await errorFor({ error: text }))).not.toContain(text);
});

test.each([3, 12])('redact: hides digits that are encoded %i times', async (times) => {
  let text = digits((code) => `&#x${hex(code)};`)(groups.join(''));
  for (let round = 1; round < times; round++) text = text.replaceAll('&', '&amp;');
  expect(shown(await rejection(openFile(`/nowhere/${text}.csv`)))).toContain(
    'openFile could not read [redacted] (',
  );
  expect(shown(await errorFor(text))).not.toContain(text.slice(0, 60));
});

test('redact: hides the phone number in a path and shows the rest', async () => {
  const error = await rejection(openFile('/nowhere/calls of +1 415-555-0123 (new).csv'));
  expect(String(error)).toContain('/nowhere/calls of [redacted] (new).csv');
});
