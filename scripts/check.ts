/**
 * Everything that has to hold besides the tests. One line for each check; what a check printed
 * follows only where it failed.
 *
 *   node scripts/check.ts                  all of them
 *   node scripts/check.ts format lint      only the named ones
 */
import { fileURLToPath } from 'node:url';
import { run } from './check/run.ts';

interface Check {
  name: string;
  /** Programs of the workspace with their arguments; all of them have to succeed. */
  commands: readonly (readonly string[])[];
  /** Folder to run in, relative to the root. */
  folder?: string;
  /** Leaves it out unless it is named. */
  onlyByName?: boolean;
}

const CHECKS: readonly Check[] = [
  { name: 'format', commands: [['oxfmt', '--check']] },
  { name: 'lint', commands: [['oxlint', '--type-aware']] },
  {
    name: 'types',
    commands: [
      'spec',
      'packages/types',
      'packages/client',
      'packages/testing',
      'packages/testing/src/dashboard/browser',
      'scripts',
      'scripts/test-runtimes/consumer',
    ].map((project) => ['tsc', '--noEmit', '-p', project]),
  },
  { name: 'drift', commands: [['node', 'scripts/generate.ts', '--check']] },
  { name: 'spec', commands: [['redocly', 'lint', '--lint-config', 'error']], folder: 'spec' },
  { name: 'workflows', commands: [['node', 'scripts/check-workflows.ts']] },
  { name: 'release', commands: [['node', 'scripts/spec-release.ts', '--check']] },
  { name: 'prose', commands: [['node', 'scripts/check/prose/check-prose.ts']], onlyByName: true },
  { name: 'unused', commands: [['knip']] },
  { name: 'packages', commands: [['node', 'scripts/check-pack.ts']] },
  { name: 'budgets', commands: [['node', 'scripts/check-budgets.ts']] },
];

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(
    `No check is named ${unknown.join(', ')}. There are ${CHECKS.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(1);
}

const failures: string[] = [];
// One after the other: most of them use every core already.
for (const { name, commands, folder = '.', onlyByName = false } of CHECKS) {
  if (wanted.length > 0 ? !wanted.includes(name) : onlyByName) continue;
  const start = performance.now();
  const results = [];
  for (const command of commands) results.push(await run(command, `${root}${folder}`));
  const failed = results.filter((result) => !result.ok);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${failed.length > 0 ? '✗' : '✓'} ${name.padEnd(9)} ${failed.length > 0 ? 'failed' : 'ok    '} ${seconds} s`,
  );
  for (const { output } of failed) console.log(output.trimEnd().replaceAll(/^/gm, '    '));
  if (failed.length > 0) failures.push(name);
}

if (failures.length > 0) {
  console.error(`\nFailed: ${failures.join(', ')}. Once mended: npx -y pnpm@12 check ${failures.join(' ')}`);
  process.exitCode = 1;
}
