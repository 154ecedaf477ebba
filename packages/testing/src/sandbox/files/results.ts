import type { Random } from '../simulation/random.ts';
import { createCsv } from './csv-writer.ts';
import { readCsv } from './csv-reader.ts';
import type { SubmittedList } from './phone-list.ts';
import { classify, toE164 } from './phone-numbers.ts';
import { createShuffledCsv } from './shuffled-csv.ts';

/** The result files of an upload. */
export interface Results {
  /** Every row with its classification. */
  readonly processed: Blob;
  /** The rows classified as likely to answer. */
  readonly filtered: Blob;
}

// The column isn't documented. A contact has its classification in this field.
const RESULT_COLUMN = 'optimaldial_status';
const LIKELY: ReturnType<typeof classify> = 'Likely Answer';

/**
 * Classifies the rows of a list.
 *
 * @param random shuffles the rows and duplicates some of them. Default: each row once, in the order of the list
 */
export async function writeResults(
  { original, column }: Pick<SubmittedList, 'original' | 'column'>,
  random?: Random,
): Promise<Results> {
  const open = () => (random === undefined ? createCsv() : createShuffledCsv(random));
  const processed = open();
  const filtered = open();
  let columnIndex: number | undefined;
  await readCsv(original, (row) => {
    const isHeader = columnIndex === undefined;
    columnIndex ??= row.indexOf(column);
    const number = isHeader ? undefined : toE164(row[columnIndex] ?? '');
    const result = isHeader ? RESULT_COLUMN : number === undefined ? 'Invalid' : classify(number);
    const resultRow = [...row, result];
    processed.add(resultRow);
    if (isHeader || result === LIKELY) filtered.add(resultRow);
  });
  return { processed: processed.file(), filtered: filtered.file() };
}
