import { readFileSync } from 'node:fs';
import { root } from '@optimaldial/checks/shell';
import { applyDiff } from './apply-diff.ts';

/** A page of `docs/jobs/`, as a reader uses it. */
export interface Page {
  /** The code of each file. A block starts with the name of its file: `// worker.ts`. */
  readonly files: Readonly<Record<string, string>>;
  /** The packages of its `npm install` commands. */
  readonly packages: readonly string[];
}

/**
 * Reads a page.
 *
 * @param variant heading of the section whose `diff` blocks are applied. Default: no block is
 */
export function readPage(name: string, variant?: string): Page {
  const text = readFileSync(`${root}docs/jobs/${name}.md`, 'utf8');
  const files: Record<string, string> = {};
  for (const code of blocksOf(text, 'ts')) {
    const [, file] = /^\/\/ (\S+\.ts)\n/.exec(code) ?? [];
    if (file !== undefined) files[file] = code;
  }
  if (variant !== undefined) {
    for (const diff of blocksOf(sectionOf(text, variant), 'diff')) {
      const [, file = ''] = /^ ?\/\/ (\S+\.ts)\n/.exec(diff) ?? [];
      const code = files[file];
      if (code === undefined) throw new Error(`docs/jobs/${name}.md has no file for the diff of "${file}".`);
      files[file] = applyDiff(code, diff);
    }
  }
  const commands = blocksOf(text, 'sh').flatMap((block) => block.split('\n'));
  const packages = commands
    .filter((line) => line.startsWith('npm install '))
    .flatMap((line) => line.split(' ').slice(2))
    .filter((word) => !word.startsWith('-'))
    // `project/versions.ts` has the versions that are tested.
    .map((word) => word.replace(/(?<=.)@[^/]*$/, ''));
  if (files['worker.ts'] === undefined || packages.length === 0) {
    throw new Error(
      `docs/jobs/${name}.md needs a block that starts with "// worker.ts", and an "npm install".`,
    );
  }
  return { files, packages: [...new Set(packages)] };
}

function blocksOf(text: string, language: string): string[] {
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'));
  return [...blocks].map(([, code = '']) => code);
}

function sectionOf(text: string, heading: string): string {
  const section = text.split(/^(?=## )/m).find((part) => part.startsWith(`## ${heading}\n`));
  if (section === undefined) throw new Error(`The page has no section "${heading}".`);
  return section;
}
