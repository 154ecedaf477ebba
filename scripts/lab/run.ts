/**
 * Runs a command of the lab, after installing the part of the lab that the command needs.
 *
 *   node scripts/lab/run.ts bench calls sizes
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';

const lab = import.meta.dirname;
const vitest = [`${lab}/node_modules/vitest/vitest.mjs`, 'run', '--root', lab, '--project'];

/** The folders to install, and the programs to run one after the other. */
const COMMANDS: Readonly<Record<string, { install: string; programs: readonly (readonly string[])[] }>> = {
  bench: { install: '@optimaldial/bench...', programs: [[`${lab}/bench/bench.ts`]] },
  chaos: { install: '@optimaldial/chaos...', programs: [[`${lab}/chaos/chaos.ts`]] },
  site: { install: './site', programs: [[`${lab}/site/site.ts`]] },
  // The last three dots include the site, which the suite looks at.
  browser: { install: '@optimaldial/browser...', programs: [[...vitest, 'browser']] },
  screenshots: { install: './browser', programs: [[`${lab}/browser/screenshots/screenshots.ts`]] },
  runtimes: { install: './runtimes/**', programs: [[...vitest, 'runtimes']] },
  // The clients and tools of others: frameworks that receive webhooks, OpenTelemetry, proxies, generators.
  integrations: {
    install: './{receivers,tracing,network,generators,runtimes}...',
    programs: [
      [
        ...vitest,
        'receivers',
        ...['tracing', 'network', 'generators'].flatMap((name) => ['--project', name]),
      ],
    ],
  },
  jobs: { install: './jobs', programs: [[...vitest, 'jobs']] },
  // Workers mostly wait, so the engines run side by side.
  engines: {
    install: '@optimaldial/engines-*...',
    programs: [[...vitest, 'engines', '--maxWorkers', '6']],
  },
  rehearsal: { install: './rehearsal', programs: [[...vitest, 'rehearsal', '--bail', '1']] },
  check: {
    // Only the suite of the runtimes needs the frameworks, which are large.
    install: '!./runtimes/frameworks/**',
    programs: [
      [`${lab}/../../node_modules/oxlint/bin/oxlint`, '--type-aware', lab],
      [`${lab}/node_modules/typescript/bin/tsc`, '-p', lab],
      [...vitest, 'unit'],
    ],
  },
};

const [name = '', ...given] = process.argv.slice(2);
// Some package managers pass on the `--` that separates their own arguments.
const args = given.filter((argument) => argument !== '--');
const command = COMMANDS[name];
if (command === undefined) {
  console.error(`Unknown command "${name}". Commands: ${Object.keys(COMMANDS).join(', ')}.`);
  process.exit(1);
}
if (!existsSync(`${lab}/node_modules`)) console.log('Installing the lab. Later runs skip this.');
const manager = process.env['npm_execpath'] ?? '';
const pnpm = basename(manager, '.exe') === 'pnpm' ? [manager] : ['npx', '-y', 'pnpm@12'];
must([...pnpm, 'install', '--frozen-lockfile', '--filter', command.install]);
for (const program of command.programs) must([process.execPath, ...program, ...args], process.cwd());

function must([program = '', ...rest]: readonly string[], cwd = lab): void {
  const { status, error } = spawnSync(program, rest, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
