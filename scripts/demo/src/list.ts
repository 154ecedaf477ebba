import { writeFile } from 'node:fs/promises';

const AREA_CODES = ['202', '212', '415'];

/** Numbers that belong to nobody: 555-0100 to 555-0199 are kept for stories like this one. */
export const numbers: readonly string[] = AREA_CODES.flatMap((area) =>
  Array.from({ length: 100 }, (_, line) => `+1${area}55501${String(line).padStart(2, '0')}`),
);

/** The list as a CRM would export it. */
export const list: string = `Name,Phone\n${numbers.map((phone, row) => `Lead ${row + 1},${phone}\n`).join('')}`;

/** Puts the list on the disk, at `path`. */
export async function writeList(path: string): Promise<void> {
  await writeFile(path, list);
}

/** Rows of a CSV without its header; a line break between quotes ends none. */
export function countRows(csv: string): number {
  const lines = csv.replaceAll(/"[^"]*"/g, 'quoted').split(/\r?\n/);
  return Math.max(0, lines.filter((line) => line !== '').length - 1);
}
