import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@optimaldial/checks/shell';
import { isObject, type Spec } from '@optimaldial/codegen/spec';

/** The place of a change in one of the two specs, and the value there. */
interface Side {
  /** Pointer in the file, so a shared schema is named by its component. */
  pointer: string;
  value?: unknown;
}

/** One change as Redocly reports it. A shared component is reported once, at its first use. */
export interface RawChange {
  /** Pointer from the root, through all references. */
  path: string;
  /** Type of the node that changed: `Schema`, `Operation`, `Parameter`, … */
  typeName: string;
  kind: 'added' | 'removed' | 'modified';
  impact: 'major' | 'minor' | 'patch';
  /** The rules that apply. Empty if the change can't break anything. */
  verdicts: readonly { ruleId: string }[];
  /** The key that was modified, if any. */
  property?: string;
  base?: Side;
  revision?: Side;
}

const config = fileURLToPath(new URL('redocly.yaml', import.meta.url));

/** Compares two bundled specs with `redocly diff`. */
export async function runDiffer(base: Spec, revision: Spec): Promise<RawChange[]> {
  const folder = await mkdtemp(join(tmpdir(), 'spec-diff-'));
  try {
    await writeFile(join(folder, 'base.json'), JSON.stringify(base));
    await writeFile(join(folder, 'revision.json'), JSON.stringify(revision));
    // Write the report to a file, because stdout contains other messages.
    const formatted = ['--config', config, '--format', 'json', '--output', 'report.json'];
    const { ok, output } = await run(
      ['redocly', 'diff', 'base.json', 'revision.json', '--fail-on', 'none', ...formatted],
      folder,
    );
    if (!ok) throw new Error(`redocly diff failed:\n${output.trim()}`);
    const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    return changesOf(report);
  } finally {
    await rm(folder, { recursive: true });
  }
}

// `redocly diff` is experimental, so check the shape of its report.
function changesOf(report: unknown): RawChange[] {
  if (isObject(report) && report['reportVersion'] === '1') {
    const { changes } = report;
    if (Array.isArray(changes) && changes.every(isChange)) return changes;
  }
  throw new Error(
    'The report of `redocly diff` has an unknown shape. Adapt scripts/spec/src/diff/differ.ts to the installed @redocly/cli.',
  );
}

function isChange(value: unknown): value is RawChange {
  return (
    isObject(value) &&
    typeof value['path'] === 'string' &&
    typeof value['typeName'] === 'string' &&
    ['added', 'removed', 'modified'].includes(String(value['kind'])) &&
    ['major', 'minor', 'patch'].includes(String(value['impact'])) &&
    (value['property'] === undefined || typeof value['property'] === 'string') &&
    Array.isArray(value['verdicts']) &&
    value['verdicts'].every((verdict) => isObject(verdict) && typeof verdict['ruleId'] === 'string') &&
    [value['base'], value['revision']].every(
      (side) => side === undefined || (isObject(side) && typeof side['pointer'] === 'string'),
    )
  );
}
