import { createClient } from '@optimaldial/client';
import { joinRows, readRows } from '@optimaldial/jobs/rows';
import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import { expect, test } from 'vitest';

const phones = phoneNumbers(300);
const list = `Name,Phone\n${phones.map((phone, row) => `Lead ${row},${phone.slice(2)}\n`).join('')}`;

async function join(results: 'in-order' | 'shuffled') {
  const sandbox = createSandbox({ results, clock: 'manual' });
  const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
  const file = new File([list], 'list.csv');
  const { id } = await client.uploads.create({ file, phone_column: 'Phone' });
  await sandbox.advance('10s');
  const processed = readRows(await client.uploads.download(id, 'processed'));
  const joined = joinRows(readRows(new Blob([list])), processed, { by: 'Phone' });
  return { rows: await Array.fromAsync(joined), counts: joined.counts };
}

test('joinRows: gives the same join if the sandbox shuffles and duplicates results', async () => {
  const [inOrder, shuffled] = [await join('in-order'), await join('shuffled')];
  expect(inOrder.rows).toHaveLength(300);
  expect(inOrder.rows[7]).toMatchObject({
    Name: 'Lead 7',
    optimaldial_status: expect.stringContaining('Likely'),
  });
  expect(shuffled.rows).toEqual(inOrder.rows);
  expect(inOrder.counts.duplicateResults).toBe(0);
  expect(shuffled.counts).toEqual({ ...inOrder.counts, duplicateResults: 15 });
});
