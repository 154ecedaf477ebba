import { inspect, type Inspection } from '@optimaldial/client/node';
import { ask, canAsk } from '../terminal/prompts.ts';
import { checkFile } from './check-file.ts';
import { keyOf } from './job-key.ts';
import type { Io } from '../io.ts';
import type { RunCommand } from '../arguments/command.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

const MOST_QUESTIONS = 3;

/** Returns `--column`, or a column that the user has confirmed. */
export async function chooseColumn(
  { file, column, sandbox, yes }: RunCommand,
  io: Io,
  session: Session,
): Promise<{ column: string; inspected?: Inspection }> {
  if (column !== undefined) return { column };
  await checkFile(file);
  const inspected = await inspect(file);
  const { phoneColumn: likely, columns } = inspected;
  // The user confirmed it when the job was started.
  if (likely !== undefined && (await session.jobs.get(await keyOf(file, likely, session))))
    return { column: likely };
  const names = columns.map((name) => JSON.stringify(name)).join(', ');
  if (sandbox && likely !== undefined) {
    io.stderr.write(`Using the column ${JSON.stringify(likely)}.\n`);
    return { column: likely, inspected };
  }
  if (yes || !canAsk(io)) {
    const guess =
      likely === undefined
        ? ''
        : ` ${JSON.stringify(likely)} is likely, but a guess could cost credits for nothing.`;
    throw new UsageError(
      `--column is required${yes ? ' with --yes' : ' without a terminal'}. The file has ${names}.${guess}`,
    );
  }
  io.stderr.write(`The file has the columns ${names}.\n`);
  const question = `Column with the phone numbers${likely === undefined ? '' : ` (Enter accepts ${JSON.stringify(likely)})`}: `;
  let chosen: string | undefined;
  for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
    const reply = await ask(io, question);
    chosen = reply === '' ? likely : reply;
    if (chosen === undefined || chosen === '' || columns.includes(chosen)) break;
    io.stderr.write(`The file has no column ${JSON.stringify(chosen)}.\n`);
  }
  if (chosen === undefined || chosen === '')
    throw new UsageError('Nothing was sent. Name the column with --column.');
  return chosen === likely ? { column: chosen, inspected } : { column: chosen };
}
