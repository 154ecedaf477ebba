import { expect, test } from 'vitest';
import { call, csv, phones, restart, sandbox, upload, useSandbox } from '../support/setup-sandbox.ts';

useSandbox({ filenames: 'renamed' });

const file = () => csv(`Phone\n${phones.join('\n')}\n`, 'customers.csv');

test('createSandbox({ filenames: "renamed" }): no response has the filename that was sent', async () => {
  const list = { phone_numbers: phones, filename: 'customers.csv' };
  const ids = [await upload(file()), await upload(list)];
  const { body } = await call('GET', '/uploads');
  expect(JSON.stringify([body, sandbox.uploads()])).not.toContain('customers');
  const names: string[] = sandbox.uploads().map(({ original_filename }) => original_filename);
  expect(new Set(names).size).toBe(ids.length);
  for (const name of names) expect(name).toMatch(/^api_upload_[\da-f]{8}\.csv$/);
  expect(sandbox.violations()).toEqual([]);
});

test('createSandbox: keeps filenames by default', async () => {
  restart();
  await upload(file());
  expect(sandbox.uploads()).toMatchObject([{ original_filename: 'customers.csv' }]);
});
