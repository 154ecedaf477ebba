/**
 * Runs every check except the tests. Prints one line for each check, and the output of those that fail.
 *
 *   pnpm check                  all checks
 *   pnpm check format lint      only these
 */
import { root, run, type Outcome } from './shell.ts';

interface Check {
  name: string;
  /** Commands to run, all of which must succeed. */
  commands: readonly (readonly string[])[];
  /** Folder to run them in, relative to the root. */
  folder?: string;
  /** What to do if it fails, unless its output says so. */
  advice?: string;
}

const CHECKS: readonly Check[] = [
  { name: 'format', commands: [['oxfmt', '--check']], advice: 'Run `npx -y pnpm@12 format`.' },
  {
    name: 'lint',
    // The lab needs its own packages to be linted: `scripts/lab/run.ts check` does that.
    commands: [['oxlint', '--type-aware', '--ignore-pattern', 'scripts/lab']],
    advice: 'Run `npx -y pnpm@12 format` to fix some of these automatically.',
  },
  {
    name: 'types',
    commands: [
      'spec',
      'packages/types',
      'packages/client',
      'packages/testing',
      'packages/testing/src/dashboard/browser',
      'packages/jobs',
      'scripts/codegen',
      'scripts/spec',
      'scripts/check',
      'scripts/demo',
      // The builds: only these have the libraries of the target runtime, and require isolated declarations.
      'packages/client/tsconfig.build.json',
      'packages/client/tsconfig.node.json',
      'packages/testing/tsconfig.build.json',
      'packages/jobs/tsconfig.build.json',
    ].map((project) => ['tsc', '--noEmit', '--emitDeclarationOnly', 'false', '-p', project]),
    advice:
      'After a change of the spec, edit the files that these errors name. See "Add a field" and "Add an operation" in CONTRIBUTING.md.',
  },
  { name: 'drift', commands: [['node', 'scripts/codegen/src/cli.ts', '--check']] },
  {
    name: 'spec',
    commands: [['redocly', 'lint', '--lint-config', 'error']],
    folder: 'spec',
    advice: 'Edit the spec in these places. The rules are in spec/redocly.yaml and spec/lint-rules.js.',
  },
  {
    name: 'workflows',
    commands: [['node', 'scripts/check/src/workflows.ts']],
    advice: 'The rules are in scripts/check/src/workflows/rules.ts.',
  },
  { name: 'release', commands: [['node', 'scripts/spec/src/release.ts', '--check']] },
  { name: 'prose', commands: [['node', 'scripts/check/src/prose.ts']] },
  { name: 'structure', commands: [['node', 'scripts/check/src/structure.ts']] },
  {
    name: 'unused',
    // Whether the lab is installed decides which of the ignored dependencies are needed.
    commands: [['knip', '--no-config-hints']],
    advice: 'Delete it, or add an entry point to knip.json if something outside the code uses it.',
  },
  { name: 'packages', commands: [['node', 'scripts/check/src/packages.ts']] },
  { name: 'budgets', commands: [['node', 'scripts/check/src/budgets.ts']] },
];

const requested = process.argv.slice(2).filter((argument) => argument !== '--');
const unknown = requested.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  const names = CHECKS.map(({ name }) => name).join(', ');
  console.error(`Unknown check ${unknown.join(', ')}. Available: ${names}.`);
  process.exit(1);
}

const failures: string[] = [];
// In sequence: most checks use all cores already.
for (const { name, commands, folder = '.', advice } of CHECKS) {
  if (requested.length > 0 && !requested.includes(name)) continue;
  const start = performance.now();
  const results = [];
  for (const command of commands) results.push(await run(command, `${root}${folder}`));
  const failed = results.filter((result) => !result.ok);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `${failed.length > 0 ? '✗' : '✓'} ${name.padEnd(9)} ${failed.length > 0 ? 'failed' : 'ok    '} ${seconds} s`,
  );
  if (failed.length > 0) console.log(distinctOutput(failed).replaceAll(/^/gm, '    '));
  if (failed.length > 0 && advice !== undefined) console.log(`    ${advice}`);
  if (failed.length > 0) failures.push(name);
}

if (failures.length > 0) {
  console.error(
    `\nFailed: ${failures.join(', ')}. To run only these again: npx -y pnpm@12 check ${failures.join(' ')}`,
  );
  process.exitCode = 1;
}

/**
 * The output of the failed commands. A file that several projects compile has the same errors in each, so
 * every error, with its indented lines, is included once.
 */
function distinctOutput(failed: readonly Outcome[]): string {
  const [first, ...others] = failed.map(({ output }) => output.trimEnd());
  if (first === undefined || others.length === 0) return first ?? '';
  return [...new Set([first, ...others].flatMap((output) => output.split(/\n(?!\s)/)))].join('\n');
}
