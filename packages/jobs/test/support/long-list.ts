import { uploadLimits } from '@optimaldial/client';
import { phoneNumbers } from '@optimaldial/testing';

const PER_PART = 120;
const numbers = phoneNumbers(2 * PER_PART);
const ROWS = uploadLimits.maxEntries + 2;

/** A list of two parts, each with 120 numbers. All other entries are empty, which is quick to process. */
export const longList = {
  phone_numbers: Array.from({ length: ROWS }, (_, row) => {
    const number = row < ROWS / 2 ? numbers[row] : numbers[2 * PER_PART - ROWS + row];
    return (row < PER_PART || row >= ROWS - PER_PART ? number : undefined) ?? '';
  }),
  filename: 'long.csv',
};
