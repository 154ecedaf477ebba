import { InvalidInputError } from '@optimaldial/client';
import type { Job } from '../job.ts';
import { viewOf } from '../parts/view.ts';
import { getJob } from '../store/get-job.ts';
import { hasEnded } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';

/** An event that `verifyWebhook` of `@optimaldial/client/webhooks` has returned. */
export interface UploadEvent {
  /** Unique ID of the event. */
  readonly id: string;
  /** With the upload, for events about one. */
  readonly data?: unknown;
}

/** What `wake` did. */
export interface Woken {
  /** The job of the upload; `undefined` if no job of the store is known to have it. */
  readonly job: Job | undefined;
  /** Whether the job has had this event before. Then nothing was changed. */
  readonly isDuplicate: boolean;
}

/** How many events a job remembers. */
const MOST_EVENTS = 20;

/** Makes the job of an upload due, once for each event. */
export async function wakeJob(store: JobStore, event: UploadEvent): Promise<Woken> {
  if (typeof event?.id !== 'string') {
    throw new InvalidInputError('The event must be one that `verifyWebhook` has returned.');
  }
  const upload = uploadIn(event.data);
  const found: Woken = { job: undefined, isDuplicate: false };
  if (upload === undefined) return found;
  for await (const { key, partOf } of store.list({ upload, limit: 1 })) {
    // First, so that an event which is stored was also carried out.
    if (partOf !== undefined && !(await hasEvent(store, key, event.id))) await makeDue(store, partOf);
    const isDuplicate = !(await addEvent(store, key, event.id));
    const stored = await getJob(store, partOf ?? key);
    return { job: stored && (await viewOf(store, stored.record)), isDuplicate };
  }
  return found;
}

function uploadIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('upload' in data)) return undefined;
  const { upload } = data;
  if (typeof upload !== 'object' || upload === null || !('id' in upload)) return undefined;
  return typeof upload.id === 'string' ? upload.id : undefined;
}

async function hasEvent(store: JobStore, key: string, id: string): Promise<boolean> {
  return (await getJob(store, key))?.record.events?.includes(id) === true;
}

/** Stores an event, and makes its job due. Returns `false` if the job has it already. */
async function addEvent(store: JobStore, key: string, id: string): Promise<boolean> {
  for (;;) {
    const stored = await getJob(store, key);
    if (stored === undefined) return true;
    const { record, version } = stored;
    const { events = [] } = record;
    if (events.includes(id)) return false;
    const now = await store.now();
    const changed = { ...record, events: [...events, id].slice(-MOST_EVENTS), dueAt: now, updatedAt: now };
    if (await store.put(changed, version)) return true;
  }
}

/** Makes the job of a part due. */
async function makeDue(store: JobStore, key: string): Promise<void> {
  for (;;) {
    const stored = await getJob(store, key);
    if (stored === undefined || hasEnded(stored.record.state)) return;
    const now = await store.now();
    if (await store.put({ ...stored.record, dueAt: now, updatedAt: now }, stored.version)) return;
  }
}
