import { cutList, type Cut } from '../list/cut.ts';
import { advanceOne, isSliceOver, type Advanced, type Slice } from '../protocol/advance-one.ts';
import type { Context, Task } from '../protocol/context.ts';
import { describeError } from '../protocol/describe-error.ts';
import { lacksFiles } from '../protocol/follow.ts';
import { loadSame, openJob } from '../protocol/open-job.ts';
import { getJob } from '../store/get-job.ts';
import { isWoken, sleepUntilWoken } from '../wait/woken.ts';
import { dueAfter, PERSON_MS } from '../protocol/step.ts';
import { hasEnded, type JobRecord } from '../store/record.ts';
import { exceeded } from './exceeded.ts';
import { mergeFiles } from './merge-files.ts';
import { haveEnded, partKey, readParts, stateOfParts } from './part-state.ts';

/** A job whose list was cut, and its parts. */
export interface AdvancedParts extends Advanced {
  readonly parts: readonly JobRecord[];
}

/** Advances a job whose list was cut. Its parts are jobs of their own; their files are merged. */
export async function advanceParts(
  context: Context,
  task: Task,
  record: JobRecord,
  slice: Slice,
): Promise<AdvancedParts> {
  const { parts: count = 1 } = record;
  let cut: Promise<Cut> | undefined;
  const load = (): Promise<Cut> => (cut ??= loadSame(task, record).then(({ upload }) => cutList(upload)));

  for (let current = record; ;) {
    if (hasEnded(current.state) && !(await lacksFiles(current.saved, task.save))) {
      return { record: current, again: 0, parts: await readParts(context.store, current) };
    }
    const refusal = await exceeded(context, task, current, load);
    const results = refusal === undefined ? await advanceEach(context, task, count, slice, load) : [];
    // A worker that stops, or can't send, hasn't looked at all parts.
    const parts =
      results.length === count ? results.map((one) => one.record) : await readParts(context.store, current);
    const error = refusal ?? results.find((one) => one.error !== undefined)?.error;
    const again = refusal === undefined ? nextOf(results) : PERSON_MS;
    const state = stateOfParts(parts, count);

    if (state === 'done') {
      const merged = await mergeFiles(context, task, parts, slice);
      if (merged.again === 0 || isSliceOver(task, slice, merged.again)) return { ...merged, parts };
      await sleepUntilWoken(context, task, merged.again, merged.record);
      current = merged.record;
      continue;
    }
    // A part that failed doesn't end the job while others are in progress.
    const isOver = haveEnded(parts, count);
    const isPaused = isSliceOver(task, slice, again);
    current = await note(
      context,
      current,
      {
        state: state === 'failed' && !isOver ? 'submitted' : state,
        error: error === undefined ? undefined : describeError(error),
      },
      isPaused && !isOver ? again : undefined,
    );
    if (isOver || isPaused) return { record: current, again, error, parts };
    await sleepUntilWoken(context, task, again, current);
  }
}

/**
 * Reserves the keys of all parts before the first one is sent, and advances each by one step. Stops at a part
 * that can't be sent: the next one couldn't either.
 */
async function advanceEach(
  context: Context,
  task: Task,
  count: number,
  { owner }: Slice,
  load: () => Promise<Cut>,
): Promise<Advanced[]> {
  const tasks = Array.from({ length: count }, (_, index): Task => ({
    ...task,
    key: partKey(task.key, index),
    source: async () => (await load()).part(index),
    maxCredits: undefined,
    save: {},
    partOf: task.key,
  }));
  for (const part of tasks) {
    const stored = await getJob(context.store, part.key);
    if (stored?.record.partOf !== task.key) await openJob(context, part);
  }
  const results: Advanced[] = [];
  for (const part of tasks) {
    const result = await advanceOne(context, part, { owner, end: -Infinity });
    results.push(result);
    if (result.record.state === 'reserved' || task.stop?.aborted) break;
  }
  return results;
}

function nextOf(results: readonly Advanced[]): number {
  const pauses = results.filter(({ record }) => !hasEnded(record.state)).map(({ again }) => again);
  return pauses.length === 0 ? 0 : Math.min(...pauses);
}

/**
 * Stores what became of the parts, for `get` and `list`. Only the parts themselves decide.
 *
 * @param again when the job is due, in ms from now, if its worker stops here
 */
async function note(
  { store }: Context,
  record: JobRecord,
  changes: Pick<JobRecord, 'state' | 'error'>,
  again: number | undefined,
): Promise<JobRecord> {
  for (;;) {
    const stored = await getJob(store, record.key);
    if (stored === undefined || hasEnded(stored.record.state)) return stored?.record ?? record;
    const { record: found, version } = stored;
    const isSame = found.state === changes.state && found.error?.message === changes.error?.message;
    if (isSame && again === undefined) return found;
    const now = await store.now();
    // An event can be newer than what the parts have seen.
    const isKept = again === undefined || (isWoken(found) && found.dueAt !== record.dueAt);
    const dueAt = isKept ? found.dueAt : dueAfter(now, again);
    const changed = { ...found, ...changes, dueAt, updatedAt: now };
    if (await store.put(changed, version)) return changed;
  }
}
