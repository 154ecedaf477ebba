import { posix } from 'node:path';
import { cyclesOf } from './cycles.ts';
import type { Imports, Package } from './imports.ts';

/** The most files that one folder of sources or tests may hold. */
const MAX_FILES = 14;

/**
 * What is wrong with the tree, one line per problem.
 *
 * @param files every file of the repository
 */
export function problemsOf(
  imports: Imports,
  packages: readonly Package[],
  files: readonly string[],
): string[] {
  const folders = packages.map(({ folder }) => folder).toSorted((a, b) => b.length - a.length);
  const packageOf = (file: string): string => folders.find((folder) => file.startsWith(`${folder}/`)) ?? '.';

  const escapes = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => packageOf(target) !== packageOf(file))
      .map((target) => `${file} imports ${target} of another package: import it by the name of the package.`),
  );
  const fileCycles = cyclesOf(imports).map((cycle) => `Import cycle between files: ${cycle.join(', ')}.`);
  const folderCycles = folders.flatMap((folder) =>
    cyclesOf(folderGraph(imports, `${folder}/src/`)).map(
      (cycle) => `Import cycle between folders of ${folder}/src: ${cycle.join(', ')}.`,
    ),
  );
  const byName = new Map(packages.map(({ name, dependencies }) => [name, dependencies]));
  const packageCycles = cyclesOf(byName).map((cycle) => `Cycle between packages: ${cycle.join(', ')}.`);
  return [...escapes, ...fileCycles, ...folderCycles, ...packageCycles, ...crowded(files)];
}

/** The imports between the folders at the top of a source folder; a file there counts as a folder. */
function folderGraph(imports: Imports, base: string): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  const folderOf = (file: string): string => file.slice(base.length).split('/')[0] ?? '';
  for (const [file, targets] of imports) {
    if (!file.startsWith(base)) continue;
    const from = folderOf(file);
    const reached = graph.get(from) ?? new Set();
    graph.set(from, reached);
    for (const target of targets) {
      if (target.startsWith(base) && folderOf(target) !== from) reached.add(folderOf(target));
    }
  }
  return graph;
}

function crowded(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    if (!/\.(ts|js)$/.test(file)) continue;
    const folder = posix.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > MAX_FILES)
    .map(([folder, count]) => `${folder} has ${count} files: group them in folders of at most ${MAX_FILES}.`);
}
