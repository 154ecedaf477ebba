import { uploadLimits } from '@optimaldial/client';
import type { Inspection } from '@optimaldial/client/node';
import { count } from '../report/format.ts';
import { canAsk, confirm } from '../terminal/prompts.ts';
import type { Io } from '../io.ts';
import type { RunCommand } from '../arguments/command.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Prints the highest possible cost, and prompts the user to confirm it.
 *
 * @throws UsageError if the user declines, or without a terminal
 */
export async function confirmCost(
  { file, maxCredits, yes, sandbox }: RunCommand,
  io: Io,
  column: string,
  { rows, validNumbers, distinctNumbers, maxCredits: cost, delimiter }: Inspection,
  baseUrl: string,
): Promise<void> {
  const say = (text: string): void => void io.stderr.write(`${text}\n`);
  say(
    `${file}: ${count(rows)} rows. Column ${JSON.stringify(column)}: ${count(validNumbers)} numbers look valid, ${count(distinctNumbers)} of them are distinct.`,
  );
  if (delimiter !== ',') say('Its delimiter is not a comma. OptimalDial documents only commas.');
  if (validNumbers === 0)
    throw new UsageError(`The column ${JSON.stringify(column)} has no valid number. Nothing was sent.`);
  if (rows < uploadLimits.minEntries) {
    throw new UsageError(
      `A list needs at least ${uploadLimits.minEntries} valid numbers, and the file has ${count(rows)} rows. Nothing was sent.`,
    );
  }
  if (validNumbers < uploadLimits.minEntries) {
    say(
      `OptimalDial requires ${uploadLimits.minEntries} valid numbers, so it is likely to refuse this list.`,
    );
  }
  if (sandbox) return;
  say(`Sending it to ${new URL(baseUrl).origin} costs at most ${count(cost)} credits, one for each row.`);
  if (maxCredits !== undefined && cost > maxCredits) {
    throw new UsageError(
      `The list can cost ${count(cost)} credits, more than --max-credits ${maxCredits}. Nothing was sent.`,
    );
  }
  if (yes) return;
  if (!canAsk(io)) {
    throw new UsageError(
      "Nothing was sent, because the cost can't be confirmed without a terminal. Add --yes.",
    );
  }
  if (!(await confirm(io, 'Send it?'))) throw new UsageError('Nothing was sent.');
}
