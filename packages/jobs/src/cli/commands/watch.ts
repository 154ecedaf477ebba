import type { Job, Progress } from '../../job.ts';
import { hasEnded, type SavePaths } from '../../store/record.ts';
import type { RunCommand } from '../arguments/command.ts';
import type { Io } from '../io.ts';
import { stepOf } from '../report/steps.ts';
import type { Session } from '../session.ts';
import { createProgressLine } from '../terminal/progress-line.ts';
import { followJob } from './follow.ts';
import type { Plan } from './plan.ts';

/** Follows a job and shows its progress. */
export async function watchJob(
  { file, maxCredits, maxWait }: RunCommand,
  io: Io,
  session: Session,
  { key, column, known }: Plan,
  save: SavePaths,
): Promise<Progress> {
  const line = createProgressLine(io);
  let shown: string | undefined;
  let isDone = false;
  const show = (job: Job): void => {
    const { text, done } = stepOf(job);
    line.show(text, done);
  };
  session.onSending(() => line.show('sending the list', 0.1));
  if (known === undefined) line.show('preparing to send the list', 0);
  else if (!hasEnded(known.state)) show(known);
  try {
    const progress = await followJob(
      session.jobs,
      key,
      { file, phone_column: column },
      {
        maxCredits,
        save,
        signal: io.signal,
        maxWait: maxWait === undefined ? undefined : maxWait * 1000,
        onStop: () => line.note('Stopping. Press Ctrl-C again to stop immediately.'),
        onProgress(job) {
          const { state, error } = job;
          // The error of a job that ends is printed at the end.
          if (error !== undefined && error.code !== shown && isTemporary(job)) line.note(error.message);
          shown = error?.code;
          if (!hasEnded(state) || known?.state !== state) show(job);
        },
      },
    );
    isDone = progress.state === 'done';
    return progress;
  } finally {
    line.stop(isDone ? '✓' : '✗');
  }
}

function isTemporary({ state, error }: Progress): boolean {
  return state !== 'needs_review' && (error?.next === 'retry' || error?.next === 'check');
}
