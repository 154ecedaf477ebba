import type { Job } from '../../job.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { ResolveCommand, ShowCommand } from '../arguments/command.ts';
import { jobDetails, jobTable } from '../report/job-report.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

/** Prints all jobs, the one that changed last first. */
export async function list({ json }: ShowCommand, io: Io, session: Session): Promise<ExitCode> {
  const jobs = await readJobs(session);
  if (json) io.stdout.write(`${JSON.stringify(jobs, null, 2)}\n`);
  else io.stdout.write(jobs.length === 0 ? 'This folder has no jobs.\n' : `${jobTable(jobs)}\n`);
  return EXIT.done;
}

/**
 * Prints one job.
 *
 * @throws UsageError if it doesn't exist
 */
export async function status({ key, json }: ShowCommand, io: Io, session: Session): Promise<ExitCode> {
  const job = key === undefined ? (await readJobs(session))[0] : await session.jobs.get(key);
  if (job === undefined) {
    throw new UsageError(
      key === undefined
        ? 'This folder has no jobs. Run the command in the folder where you started them, or pass --state.'
        : `This folder has no job ${JSON.stringify(key)}. The command list shows all jobs.`,
    );
  }
  io.stdout.write(json ? `${JSON.stringify(job, null, 2)}\n` : `${jobDetails(job)}\n`);
  return EXIT.done;
}

/** Stores a decision about a job, and prints the job. */
export async function resolve(
  { key, decision, json }: ResolveCommand,
  io: Io,
  { jobs }: Session,
): Promise<ExitCode> {
  const job = await jobs.resolve(key, decision);
  if (json) io.stdout.write(`${JSON.stringify(job, null, 2)}\n`);
  else {
    const next = job.state === 'failed' ? '' : ' Run the same command as before to continue.';
    io.stdout.write(`Job ${JSON.stringify(job.key)} is now ${job.state}.${next}\n`);
  }
  return EXIT.done;
}

async function readJobs({ jobs }: Session): Promise<Job[]> {
  const all: Job[] = [];
  for await (const job of jobs.list()) all.push(job);
  return all.toSorted((a, b) => b.updatedAt - a.updatedAt);
}
