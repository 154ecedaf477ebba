import type { InvalidInputError } from '@optimaldial/client';
import type { Cut } from '../list/cut.ts';
import { tooExpensive } from '../list/too-expensive.ts';
import type { Context, Task } from '../protocol/context.ts';
import type { JobRecord } from '../store/record.ts';
import { readParts } from './part-state.ts';

/** Compares the whole list with `maxCredits`, before any more of it is sent. */
export async function exceeded(
  { store }: Context,
  { maxCredits }: Task,
  record: JobRecord,
  load: () => Promise<Cut>,
): Promise<InvalidInputError | undefined> {
  if (maxCredits === undefined) return undefined;
  const parts = await readParts(store, record);
  // The state of the job is that of the part which decides first, so it doesn't show whether all were sent.
  if (parts.length === record.parts && parts.every(({ state }) => state !== 'reserved')) return undefined;
  const { entries = 0 } = await load();
  return entries > maxCredits
    ? tooExpensive(entries, maxCredits, 'Nothing more was sent or charged.')
    : undefined;
}
