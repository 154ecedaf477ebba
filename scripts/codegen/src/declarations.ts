import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const RELATIVE_IMPORT = /(?:from|import\()\s*["'](\.[^"']*)\.[jt]s["']/g;
// An example in a doc comment can import a file of the reader.
const DOC_COMMENT = /\/\*\*.*?\*\//gs;

/**
 * Deletes every `.d.ts` file that no entry point imports, directly or indirectly.
 *
 * @param entries paths relative to the folder
 */
export async function keepReachableDeclarations(folder: string, entries: readonly string[]): Promise<void> {
  const reachable = new Set<string>();
  const visit = async (file: string): Promise<void> => {
    if (reachable.has(file)) return;
    reachable.add(file);
    for (const [, path] of (await readFile(file, 'utf8'))
      .replaceAll(DOC_COMMENT, '')
      .matchAll(RELATIVE_IMPORT)) {
      await visit(resolve(dirname(file), `${path}.d.ts`));
    }
  };
  for (const entry of entries) await visit(resolve(folder, entry));
  for (const name of await readdir(folder, { recursive: true })) {
    const file = resolve(folder, name);
    if (name.endsWith('.d.ts') && !reachable.has(file)) await rm(file);
  }
}
