import { expect, test } from 'vitest';
import { redactBody } from '../../src/engine/redact/redact-body.ts';

const key = `od_live_${'0'.repeat(32)}`;
const numbers = Array.from({ length: 2500 }, (_, row) => `+1415555${row}`);

test('redactBody: redacts an entry anywhere in a long list', async () => {
  for (const at of [0, 999, 1000, 2499]) {
    const phone_numbers: unknown = await redactBody({ phone_numbers: numbers.with(at, key) });
    expect(phone_numbers).toEqual({ phone_numbers: numbers.with(at, '[key]') });
  }
});

test('redactBody: redacts contacts, short lists, names and secrets like redact', async () => {
  const contacts = numbers.map((phone) => ({ phone, note: key }));
  const safe = numbers.map((phone) => ({ phone, note: '[key]' }));
  expect(await redactBody({ contacts, short: [key], [key]: 1, callback_secret: numbers })).toEqual({
    contacts: safe,
    short: ['[key]'],
    '[key]': 1,
    callback_secret: '[redacted]',
  });
  expect(await redactBody([key])).toEqual(['[key]']);
  expect(await redactBody(key)).toBe('[key]');
});

test('redactBody: returns a long list without secrets unchanged', async () => {
  const contacts = numbers.map((phone) => ({ phone }));
  const body = (await redactBody({ numbers, contacts })) as { numbers: unknown; contacts: unknown };
  expect([body.numbers === numbers, body.contacts === contacts]).toEqual([true, true]);
});
