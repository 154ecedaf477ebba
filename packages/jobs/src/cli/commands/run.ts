import type { Job, Progress } from '../../job.ts';
import type { SavePaths } from '../../store/record.ts';
import type { Failure } from '../failure.ts';
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { RunCommand } from '../arguments/command.ts';
import { claimOutputs } from '../outputs/claims.ts';
import { checkOutputs, foreignFiles, outputPaths, pathsOf, removeReplaced } from '../outputs/outputs.ts';
import { canAsk, confirm } from '../terminal/prompts.ts';
import { countRows } from '../report/count-rows.ts';
import { display } from '../report/format.ts';
import { summary } from '../report/job-report.ts';
import { reviewText } from '../report/review.ts';
import type { Session } from '../session.ts';
import { NothingSentError } from '../nothing-sent-error.ts';
import { UsageError } from '../usage-error.ts';
import { versionOf } from './check-file.ts';
import { makePlan, type Plan } from './plan.ts';
import { watchJob } from './watch.ts';

/** Runs a job from wherever an earlier command stopped, and prints its result. */
export async function run(options: RunCommand, io: Io, session: Session): Promise<ExitCode> {
  const save = outputPaths(options);
  await checkOutputs(options.file, save);
  const version = await versionOf(options.file);
  let plan: Plan | undefined;
  try {
    plan = await makePlan(options, io, session);
    await protectFiles(options, io, session, plan, save);
  } catch (error) {
    const known =
      plan?.known ?? (options.key === undefined ? undefined : await session.jobs.get(options.key));
    if (io.signal.aborted && (known === undefined || isUnsent(known))) {
      throw new NothingSentError('Interrupted. Nothing was sent.', { cause: error });
    }
    throw error;
  }
  // The key and the confirmed cost are those of the content before the prompts.
  if ((await versionOf(options.file)) !== version) {
    throw new UsageError(`${options.file} has changed. Nothing was sent. Run the command again.`);
  }
  introduce(options, io, plan.known);
  const progress = await watchJob(options, io, session, plan, save);
  return report(options, io, progress, save);
}

/** @throws UsageError if a file exists that this job didn't write, and the user keeps it */
async function protectFiles(
  options: RunCommand,
  io: Io,
  session: Session,
  { key, known }: Plan,
  save: SavePaths,
): Promise<void> {
  const { state, sandbox, overwrite } = options;
  const foreign = overwrite ? [] : await foreignFiles(sandbox ? undefined : state, key, save, session.jobs);
  for (const path of foreign) {
    if (canAsk(io) && (await confirm(io, `${display(path)} exists. Replace it?`))) continue;
    throw new UsageError(`${display(path)} exists. Pass another path, or --overwrite to replace it.`);
  }
  // The jobs of a sandbox aren't stored.
  if (sandbox) return;
  await session.prepare();
  await removeReplaced(state, key, known?.saved ?? {}, save);
  await claimOutputs(state, key, pathsOf(save));
}

function introduce({ sandbox }: RunCommand, io: Io, known: Job | undefined): void {
  if (sandbox) {
    io.stderr.write(
      "Sandbox: nothing is sent to OptimalDial, nothing is paid, and the results are invented. Its account ends with this command, so this run can't be continued.\n",
    );
  } else if (known?.state === 'done') {
    io.stderr.write(`Job ${known.key} is already done. There is nothing to pay.\n`);
  } else if (known !== undefined) {
    const sent = isUnsent(known) ? 'Nothing was sent yet.' : 'A list that was sent is not paid for again.';
    io.stderr.write(`Continuing job ${known.key}. ${sent}\n`);
  }
}

async function report(
  { json, sandbox }: RunCommand,
  io: Io,
  progress: Progress,
  save: SavePaths,
): Promise<ExitCode> {
  const { done: _, again: __, ...job } = progress;
  if (job.state === 'done') {
    const likely = await countRows(save['processed-filtered'] ?? '');
    io.stdout.write(
      json
        ? `${JSON.stringify({ ...job, likely }, null, 2)}\n`
        : `\n${summary(job, likely, pathsOf(save), sandbox)}\n`,
    );
    return EXIT.done;
  }
  const error = job.error ?? UNFINISHED;
  const isReview = job.state === 'needs_review';
  // A temporary error was already printed.
  const problem = exitCodeOf(error) === EXIT.later ? UNFINISHED.message : error.message;
  io.stderr.write(`\n${isReview ? reviewText(job) : problem}\n`);
  if (json) io.stdout.write(`${JSON.stringify({ error, job }, null, 2)}\n`);
  return isReview ? EXIT.person : exitCodeOf(error, wasSent(job));
}

function isUnsent({ state, parts }: Job): boolean {
  return state === 'reserved' && parts.every(isUnsent);
}

function wasSent({ upload, parts }: Job): boolean {
  return upload !== undefined || parts.some(wasSent);
}

const UNFINISHED: Failure = {
  name: 'Unfinished',
  message: 'The job is not finished. Run the same command later to continue. Nothing is paid twice.',
  code: 'unfinished',
  next: 'retry',
};
