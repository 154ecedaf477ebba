/**
 * Measures the packages and comparable ones in a single run. Compare the ratios: absolute figures depend
 * on the machine.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { benchCalls } from './calls/calls.ts';
import { benchSizes } from './client/sizes.ts';
import { benchStart } from './client/start.ts';
import { benchTypes } from './client/types.ts';
import { benchVerify } from './client/verify.ts';
import { benchFiles } from './files/files.ts';
import { benchFleet } from './fleet/fleet.ts';
import { benchJobs } from './jobs/jobs.ts';
import { formatReport, type Report } from './measure/report.ts';
import { benchRows } from './rows/rows.ts';
import { benchSandbox } from './sandbox/sandbox.ts';
import { benchSpec } from './spec/spec.ts';

const PARTS: Readonly<Record<string, () => Promise<readonly Report[]>>> = {
  calls: benchCalls,
  sizes: benchSizes,
  start: benchStart,
  types: benchTypes,
  verify: benchVerify,
  files: benchFiles,
  jobs: benchJobs,
  fleet: benchFleet,
  rows: benchRows,
  sandbox: benchSandbox,
  spec: benchSpec,
};

const USAGE = `Usage: pnpm bench [parts] [options]

Parts: ${Object.keys(PARTS).join(', ')}. Default: all.

Options:
  --json <file>                  Write the results to a file
  --compare <before> <after>     Print two result files side by side
  --help                         Print this text`;

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, compare: { type: 'boolean' }, help: { type: 'boolean' } },
  allowPositionals: true,
});

if (values.help) console.log(USAGE);
else if (values.compare) await compare(positionals);
else await measure(positionals);

async function measure(parts: readonly string[]): Promise<void> {
  const unknown = parts.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) {
    console.error(`Unknown part: ${unknown.join(', ')}.\n\n${USAGE}`);
    process.exitCode = 1;
    return;
  }
  const reports: Report[] = [];
  for (const [name, bench] of Object.entries(PARTS)) {
    if (parts.length > 0 && !parts.includes(name)) continue;
    const measured = await bench();
    for (const report of measured) console.log(`${formatReport(report)}\n`);
    reports.push(...measured);
  }
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(reports, null, 2)}\n`);
}

async function compare([earlier, later, ...more]: readonly string[]): Promise<void> {
  if (earlier === undefined || later === undefined || more.length > 0) {
    console.error('--compare requires two files written by --json: the earlier run, then the later one.');
    process.exitCode = 1;
    return;
  }
  const before = await readReports(earlier);
  for (const report of await readReports(later)) {
    const same = before.find(({ title }) => title === report.title);
    console.log(`${formatReport(report, same ?? { title: report.title, rows: [] })}\n`);
  }
}

async function readReports(file: string): Promise<Report[]> {
  const read: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (Array.isArray(read) && read.every(isReport)) return read;
  throw new Error(`${file} contains no bench results. Write one with \`--json ${file}\`.`);
}

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'title' in value && 'rows' in value;
}
