import type { Job } from '../../job.ts';

/** What a user sees of a job that isn't done. */
export interface Step {
  readonly text: string;
  /** The completed fraction, from 0 to 1. */
  readonly done: number;
}

const STATUSES: Readonly<Record<string, Step>> = {
  ready_for_processing: { text: 'queued', done: 0.3 },
  processing: { text: 'processing', done: 0.6 },
  completed: { text: 'saving the results', done: 0.9 },
};

/** Describes the current step of a job. */
export function stepOf({ state, upload, parts }: Job): Step {
  if (parts.length > 0) {
    const ended = parts.filter((part) => part.state === 'done').length;
    return { text: `${ended} of ${parts.length} parts done`, done: ended / parts.length };
  }
  if (state === 'reserved') return { text: 'preparing to send the list', done: 0 };
  if (state === 'sending')
    return {
      text: 'looking for the upload for up to 15 minutes, because the list may have been sent',
      done: 0.1,
    };
  if (state === 'submitted') {
    const status = upload?.status ?? 'submitted';
    return STATUSES[status] ?? { text: status.replaceAll('_', ' '), done: 0.2 };
  }
  return { text: state.replaceAll('_', ' '), done: state === 'done' ? 1 : 0.2 };
}
