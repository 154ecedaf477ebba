import { inspect } from '@optimaldial/client/node';
import type { Job } from '../../job.ts';
import type { Io } from '../io.ts';
import type { RunCommand } from '../arguments/command.ts';
import type { Session } from '../session.ts';
import { checkFile } from './check-file.ts';
import { chooseColumn } from './choose-column.ts';
import { confirmCost } from './confirm-cost.ts';
import { keyOf } from './job-key.ts';

/** What `run` is about to do. */
export interface Plan {
  readonly key: string;
  readonly column: string;
  /** The job, if an earlier command started it. */
  readonly known: Job | undefined;
}

/**
 * Finds the column and the key, and whether the job exists. A new job is inspected, and confirmed by the user.
 *
 * @throws UsageError if the user declines, or has no terminal to confirm
 * @throws InvalidInputError if the file can't be used
 */
export async function makePlan(options: RunCommand, io: Io, session: Session): Promise<Plan> {
  const { file } = options;
  const { column, inspected } = await chooseColumn(options, io, session);
  const key = options.key ?? (await keyOf(file, column, session));
  const known = await session.jobs.get(key);
  // A derived key has the content that was confirmed. The list of another key may have been corrected since.
  const isConfirmed = known !== undefined && (options.key === undefined || known.state !== 'reserved');
  if (isConfirmed) return { key, column, known };
  await checkFile(file);
  await confirmCost(options, io, column, inspected ?? (await inspect(file, { column })), session.baseUrl);
  return { key, column, known };
}
