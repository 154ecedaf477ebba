import { InvalidInputError } from '@optimaldial/client';
import { joinRows, type JoinOptions, type Row } from '@optimaldial/jobs/rows';
import { array, assert, asyncProperty, constantFrom, integer, record, shuffledSubarray } from 'fast-check';
import { expect, test } from 'vitest';

async function join(own: readonly Row[], results: readonly Row[], options: JoinOptions) {
  const joined = joinRows(own, results, options);
  return { rows: await Array.fromAsync(joined), counts: joined.counts };
}

const keyed = (rows: readonly Row[]) => rows.filter(({ Phone }) => Phone !== '').length;

const own = [
  { Name: 'Ada', Phone: '(202) 555-0100' },
  { Name: 'Bob', Phone: '' },
  { Name: 'Cem', Phone: '202.555.0101' },
  { Name: 'Dia', Phone: '2025550102' },
];
const results = [
  { Phone: '+12025550199', Name: 'X', status: 'Voicemail' },
  { Phone: '', Name: 'Bob', status: 'Invalid' },
  { Phone: '1 202 555 0101', Name: 'cem', status: 'Answer' },
  { Phone: '+1 202 555 0100', Name: 'ada', status: 'Voicemail' },
  { Phone: '+1 202 555 0100', Name: 'ada', status: 'Voicemail' },
];
const counts = {
  matched: 2,
  unmatchedOwn: 2,
  unmatchedResults: 2,
  duplicateResults: 1,
  conflictingResults: 0,
};

test('joinRows: joins by phone number in any format, in the order of own rows', async () => {
  expect(await join(own, results, { by: 'Phone' })).toEqual({
    rows: [
      { ...own[0], status: 'Voicemail' },
      { ...own[2], status: 'Answer' },
    ],
    counts,
  });
});

test('joinRows: returns all own rows with type left', async () => {
  const { rows, counts: left } = await join(own, results, { by: 'Phone', type: 'left' });
  expect(rows).toEqual([{ ...own[0], status: 'Voicemail' }, own[1], { ...own[2], status: 'Answer' }, own[3]]);
  expect(left).toEqual(counts);
});

test('joinRows: keeps columns with the same name under a prefix', async () => {
  const { rows } = await join(own, results, { by: 'Phone', prefix: 'result_' });
  expect(rows[0]).toEqual({
    ...own[0],
    status: 'Voicemail',
    result_Name: 'ada',
    result_Phone: '+1 202 555 0100',
  });
});

test('joinRows: joins by columns with different names and another normalization', async () => {
  const ids = { by: { own: 'id', results: 'ID' }, normalize: (key: string) => key.toLowerCase() };
  const { rows } = await join([{ id: 'a' }, { id: 'b' }], [{ ID: 'B', value: '2' }], ids);
  expect(rows).toEqual([{ id: 'b', value: '2' }]);
});

test.each([
  ['2025550100', '+1 (202) 555-0100', true],
  ['2025550100.0', '12025550100', true],
  ['+44 20 7946 0000', '+442079460000', true],
  ['+44 20 7946 0000', '442079460000', false],
  ['1025550100', '11025550100', false],
  [' lead 1 ', 'lead 1', true],
  ['lead 1', 'lead1', false],
  ['  ', '  ', false],
])('joinRows: whether %j matches %j is %s', async (one, other, expected) => {
  const { rows } = await join([{ key: one }], [{ key: other }], { by: 'key' });
  expect(rows.length === 1).toBe(expected);
});

test('joinRows: gives the same join however results are shuffled and duplicated', async () => {
  const phone = integer({ min: 0, max: 12 }).map((line) => (line === 0 ? '' : `+1 202 555 01${10 + line}`));
  const row = record({ Phone: phone, status: constantFrom('a', 'b', 'c') });
  const name = constantFrom('x', 'y');
  const cases = record({
    mine: array(record({ Phone: phone, Name: name }), { maxLength: 10 }),
    theirs: array(row, { minLength: 1, maxLength: 10 }),
  }).chain(({ mine, theirs }) =>
    record({
      mine: constantFrom(mine),
      theirs: constantFrom(theirs),
      shuffled: shuffledSubarray(theirs, { minLength: theirs.length }),
      more: array(constantFrom(...theirs), { maxLength: 10 }),
    }),
  );
  await assert(
    asyncProperty(cases, async ({ mine, theirs, shuffled, more }) => {
      const expected = await join(mine, theirs, { by: 'Phone', type: 'left' });
      const found = await join(mine, [...more, ...shuffled], { by: 'Phone', type: 'left' });
      expect(found.rows).toEqual(expected.rows);
      expect(found.counts.matched).toBe(expected.counts.matched);
      const blanks = more.length - keyed(more);
      expect(found.counts.unmatchedResults).toBe(expected.counts.unmatchedResults + blanks);
      expect(found.counts.duplicateResults).toBe(expected.counts.duplicateResults + keyed(more));
      // The reference: a filter over all pairs.
      for (const [index, { Phone = '' }] of mine.entries()) {
        const partners = theirs.filter((other) => Phone !== '' && other.Phone === Phone);
        const joined = found.rows[index];
        expect(partners.map(({ status }) => status)).toEqual(
          partners.length === 0 ? [] : expect.arrayContaining([joined?.['status']]),
        );
        expect(joined?.['status'] === undefined).toBe(partners.length === 0);
      }
    }),
    { numRuns: 300 },
  );
});

test('joinRows: handles a column named __proto__', async () => {
  const theirs = Object.fromEntries([
    ['key', '1'],
    ['__proto__', 'x'],
  ]);
  const { rows } = await join([{ key: '1' }], [theirs], { by: 'key' });
  expect(Object.entries(rows[0] ?? {})).toEqual([
    ['key', '1'],
    ['__proto__', 'x'],
  ]);
});

test('joinRows: ends both sources when the loop ends early', async () => {
  const ended: string[] = [];
  async function* source(name: string): AsyncGenerator<Row> {
    try {
      yield { key: '1' };
      yield { key: '2' };
    } finally {
      ended.push(name);
    }
  }
  for await (const _ of joinRows(source('own'), source('results'), { by: 'key' })) break;
  expect(ended).toEqual(['results', 'own']);
});

test('joinRows: throws an InvalidInputError without contents if the key column is missing', async () => {
  for (const by of [
    { own: 'Phone', results: 'none' },
    { own: 'none', results: 'Phone' },
  ]) {
    const error: unknown = await join(own, results, { by }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(String(error)).not.toMatch(/Ada|202/);
  }
});
