import { writeFile } from 'node:fs/promises';

const AREA_CODES = ['202', '212', '415'];

/** Fictitious numbers: 555-0100 to 555-0199 are reserved for examples. */
export const numbers: readonly string[] = AREA_CODES.flatMap((area) =>
  Array.from({ length: 100 }, (_, line) => `+1${area}55501${String(line).padStart(2, '0')}`),
);

/** The numbers as a CSV export of a CRM. */
export const list: string = `Name,Phone\n${numbers.map((phone, row) => `Lead ${row + 1},${phone}\n`).join('')}`;

/** Writes the list to a file. */
export async function writeList(path: string): Promise<void> {
  await writeFile(path, list);
}
