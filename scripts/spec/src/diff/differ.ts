import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '@optimaldial/checks/shell';
import { isObject, type Spec } from '@optimaldial/codegen/spec';

/** Where a change stands in one of the two descriptions, and what is there. */
interface Side {
  /** In the file, so that a shared schema is named by its component. */
  pointer: string;
  value?: unknown;
}

/** One change as the differ reports it. A shared component is reported once, at its first use. */
export interface RawChange {
  /** From the root through every reference. */
  path: string;
  /** What kind of node changed: `Schema`, `Operation`, `Parameter`, … */
  typeName: string;
  kind: 'added' | 'removed' | 'modified';
  impact: 'major' | 'minor' | 'patch';
  /** The rules that judged it; none where nothing in it can break anybody. */
  verdicts: readonly { ruleId: string }[];
  /** The key that was modified, where one was. */
  property?: string;
  base?: Side;
  revision?: Side;
}

const config = fileURLToPath(new URL('redocly.yaml', import.meta.url));

/** Compares two bundled descriptions with Redocly's differ, which judges each change for itself. */
export async function runDiffer(base: Spec, revision: Spec): Promise<RawChange[]> {
  const folder = await mkdtemp(join(tmpdir(), 'spec-diff-'));
  try {
    await writeFile(join(folder, 'base.json'), JSON.stringify(base));
    await writeFile(join(folder, 'revision.json'), JSON.stringify(revision));
    // The report goes into a file: what else the program has to say stays out of it.
    const formatted = ['--config', config, '--format', 'json', '--output', 'report.json'];
    const { ok, output } = await run(
      ['redocly', 'diff', 'base.json', 'revision.json', '--fail-on', 'none', ...formatted],
      folder,
    );
    if (!ok) throw new Error(`The differ could not compare the descriptions:\n${output.trim()}`);
    const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
    return changesOf(report);
  } finally {
    await rm(folder, { recursive: true });
  }
}

// The differ is experimental: what is read of its report is looked at first.
function changesOf(report: unknown): RawChange[] {
  if (isObject(report) && report['reportVersion'] === '1') {
    const { changes } = report;
    if (Array.isArray(changes) && changes.every(isChange)) return changes;
  }
  throw new Error(
    'The report of the differ has changed its shape. Compare scripts/spec-diff/differ.ts with the @redocly/cli that is installed.',
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
