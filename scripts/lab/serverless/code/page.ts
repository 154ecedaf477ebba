import { readFileSync } from 'node:fs';
import { root } from '@optimaldial/checks/shell';

/**
 * Reads the files of a section of a page in `docs/jobs/`. A code block starts with the name of its file, such as
 * `// worker.ts`.
 *
 * @param heading of the section
 */
export function readFiles(page: string, heading: string): Readonly<Record<string, string>> {
  const blocks = readSection(page, heading).matchAll(/^```\w+\n(\/\/ (\S+)\n.*?)^```$/gms);
  const files = Object.fromEntries([...blocks].map(([, code = '', file = '']) => [file, code]));
  if (Object.keys(files).length === 0) throw new Error(`docs/jobs/${page}.md has no files in "${heading}".`);
  return files;
}

/** Reads the first `json` block of a section. */
export function readJson(page: string, heading: string): unknown {
  const [, code = ''] = /^```json\n(.*?)^```$/ms.exec(readSection(page, heading)) ?? [];
  return JSON.parse(code);
}

function readSection(page: string, heading: string): string {
  const text = readFileSync(`${root}docs/jobs/${page}.md`, 'utf8');
  return text.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`)) ?? '';
}
