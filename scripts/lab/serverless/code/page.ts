import { readFileSync } from 'node:fs';
import { root } from '@optimaldial/checks/shell';

/**
 * Reads the files of a section of a page in `docs/jobs/`. A code block starts with the name of its file, such as
 * `// worker.ts`.
 *
 * @param heading of the section
 */
export function readFiles(page: string, heading: string): Readonly<Record<string, string>> {
  const text = readFileSync(`${root}docs/jobs/${page}.md`, 'utf8');
  const section = text.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? '';
  const blocks = section.matchAll(/^```\w+\n(\/\/ (\S+)\n.*?)^```$/gms);
  const files = Object.fromEntries([...blocks].map(([, code = '', file = '']) => [file, code]));
  if (Object.keys(files).length === 0) throw new Error(`docs/jobs/${page}.md has no files in "${heading}".`);
  return files;
}
