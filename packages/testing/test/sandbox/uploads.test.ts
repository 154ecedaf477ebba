import { describe, expect, test } from 'vitest';
import { call, csv, phones, sandbox, upload, useSandbox } from '../support/setup-sandbox.ts';

useSandbox();

describe('sandbox uploads: row counts', () => {
  const files: [string, string, number, number][] = [
    [
      'quotes, a byte order mark and CRLF',
      `\uFEFF"Phone"\r\n${phones.map((one) => `"${one}"\r\n`).join('')}`,
      120,
      0,
    ],
    [
      'any shape of a number',
      `Phone\n${phones.map((one) => `(${one.slice(2, 5)}) ${one.slice(5, 8)}-${one.slice(8)}\n`).join('')}`,
      120,
      0,
    ],
    [
      'what is no number, or not of the US or Canada',
      `Phone\n${phones.join('\n')}\n+442071838750\nabc\n\n+1242555010\n`,
      120,
      3,
    ],
    ['a line break within quotes', `Name,Phone\n${phones.map((one) => `"a\nb",${one}\n`).join('')}`, 120, 0],
  ];
  test.each(files)('of a file with %s', async (_, text, valid, invalid) => {
    const { body } = await call('POST', '/uploads', csv(text));
    expect(body).toMatchObject({
      valid_row_count: valid,
      invalid_row_count: invalid,
      credits_charged: valid,
    });
  });

  test('of contacts use the named or inferred phone field', async () => {
    const contacts = phones.map((mobile_phone, row) => ({ row, mobile_phone, tags: ['a'] }));
    expect(await call('POST', '/uploads', { contacts })).toMatchObject({ body: { valid_row_count: 120 } });
    const named = contacts.map(({ mobile_phone }) => ({ number: mobile_phone }));
    expect(await call('POST', '/uploads', { contacts: named, phone_column: 'number' })).toMatchObject({
      status: 200,
    });
    expect(await call('POST', '/uploads', { contacts: named })).toMatchObject({ status: 400 });
  });
});

test('sandbox uploads: credits are refunded only when cancelled before processing', async () => {
  const id = await upload();
  await sandbox.advance(1999);
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({ body: { status: 'ready_for_processing' } });
  await sandbox.advance(1);
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({ body: { status: 'processing' } });
  expect(await call('DELETE', `/uploads/${id}`)).toMatchObject({ status: 409 });
  await sandbox.advance('8s');
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({ body: { status: 'completed' } });
  const second = await upload();
  expect(await call('DELETE', `/uploads/${second}`)).toMatchObject({ body: { credits_refunded: 120 } });
  expect(sandbox.credits()).toBe(10_000 - 120);
  await sandbox.advance('1h');
  expect(await call('GET', `/uploads/${second}`)).toMatchObject({
    body: { status: 'cancelled', credits_refunded: 120 },
  });
  const third = await upload();
  expect(sandbox.fail(third, 'No luck')).toMatchObject({ status: 'failed', error_message: 'No luck' });
  expect(() => sandbox.fail(third)).toThrow("can't fail in status failed");
});

test('web flow: waits for mapping and confirmation', async () => {
  const file = new File([`Phone\n${phones.join('\n')}\n`], 'web.csv');
  const { id } = sandbox.web.submit(file);
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({
    body: { status: 'pending_mapping', source: 'web' },
  });
  await sandbox.web.map(id, 'Phone');
  expect(() => sandbox.web.confirm(id)).toThrow('is validating');
  await sandbox.advance('1s');
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({
    body: { status: 'awaiting_confirmation', credits_required: 120 },
  });
  expect(sandbox.credits()).toBe(10_000);
  sandbox.web.confirm(id);
  expect(sandbox.credits()).toBe(9880);
  await sandbox.advance('10s');
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({ body: { status: 'completed' } });
  const bad = sandbox.web.submit(file);
  await sandbox.web.map(bad.id, 'phone');
  await sandbox.advance('1s');
  expect(await call('GET', `/uploads/${bad.id}`)).toMatchObject({ body: { status: 'validation_failed' } });
  expect(sandbox.violations()).toEqual([]);
});
