import { filenameWithToken, InvalidInputError } from '@optimaldial/client';
import { toJob } from '../job-view.ts';
import { JobError } from '../job-error.ts';
import { cutList } from '../list/cut.ts';
import { factsOf, isSameList } from '../list/facts.ts';
import { loadList, type LoadedList } from '../list/load-list.ts';
import { nameOf } from '../list/name-of.ts';
import { getJob } from '../store/get-job.ts';
import type { JobRecord } from '../store/record.ts';
import type { StoredRecord } from '../store/store.ts';
import type { Context, Task } from './context.ts';

/**
 * Reads the record of a job, or reserves its key, and checks that it belongs to this account and list.
 *
 * @throws JobError with the code `job_conflict` if the key was used for another list or account, or by a part
 * @throws InvalidInputError if the list is needed and missing
 */
export async function openJob(context: Context, task: Task): Promise<StoredRecord<JobRecord>> {
  const { client, store } = context;
  for (;;) {
    const stored = (await getJob(store, task.key)) ?? (await reserve(context, task));
    // Another process was faster.
    if (stored === undefined) continue;
    const { record, version } = stored;
    if (record.partOf !== task.partOf) throw keyOfPart(record, task.partOf);
    const isMoved = record.account !== client.baseUrl && task.canMove === true && isUnsent(record);
    if (!isMoved) checkAccount(context, record);
    const loaded = await loadToCompare(task, record);
    if (loaded === undefined) {
      checkAccount(context, record);
      return stored;
    }
    const list = await factsOf(loaded, record.list);
    if (isSameList(list, record.list)) {
      if (!isMoved) return stored;
    } else if (!wasRefused(record)) throw otherList(record);
    // Nothing was paid for, so the list can still be corrected.
    const { count } = await cutList(loaded.upload);
    const parts = count > 1 ? count : undefined;
    const account = client.baseUrl;
    const corrected = { ...record, account, list, parts, dueAt: undefined, updatedAt: await store.now() };
    if (await store.put(corrected, version)) return { record: corrected, version: version + 1 };
  }
}

/** @throws JobError with the code `job_conflict` if a job belongs to another base URL */
export function checkAccount({ client }: Context, record: JobRecord): void {
  if (record.account === client.baseUrl) return;
  const nothing = isUnsent(record)
    ? ' Its list was not sent: pass it to `run` or `add` to move the job.'
    : '';
  throw new JobError(
    'job_conflict',
    toJob(record),
    `belongs to ${record.account}, but the client calls ${client.baseUrl}. Use a store or a key for each account.${nothing}`,
  );
}

/** Whether no request with the list has ever been about to leave. */
function isUnsent({ state, mark, parts, partOf }: JobRecord): boolean {
  return state === 'reserved' && mark === undefined && parts === undefined && partOf === undefined;
}

/** Whether the API refused the list, so that no upload of it exists. */
function wasRefused({ state, error, parts }: JobRecord): boolean {
  return state === 'reserved' && error !== undefined && parts === undefined;
}

/** Loads the list, unless that means to call a function whose list is no longer needed. */
async function loadToCompare({ source }: Task, { state }: JobRecord): Promise<LoadedList | undefined> {
  if (source === undefined || (typeof source === 'function' && state !== 'reserved')) return undefined;
  try {
    return await loadList(source);
  } catch (error) {
    // The file is no longer needed once it was sent.
    if (state === 'reserved' || !(error instanceof InvalidInputError)) throw error;
    return undefined;
  }
}

/** Stores the key of a new job. Returns `undefined` if another process was faster. */
async function reserve({ client, store }: Context, task: Task): Promise<StoredRecord<JobRecord> | undefined> {
  const loaded = await loadNeeded(task);
  const { count } = await cutList(loaded.upload);
  const token = crypto.randomUUID().replaceAll('-', '');
  const now = await store.now();
  const record: JobRecord = {
    key: task.key,
    state: 'reserved',
    createdAt: now,
    updatedAt: now,
    account: client.baseUrl,
    list: await factsOf(loaded),
    token,
    filename: filenameWithToken(nameOf(loaded.upload), token),
    parts: count > 1 ? count : undefined,
    partOf: task.partOf,
  };
  return (await store.put(record, 0)) ? { record, version: 1 } : undefined;
}

/**
 * Loads the list of a job that is about to be sent.
 *
 * @throws JobError with the code `job_conflict` if it isn't the list that the job was started with
 * @throws InvalidInputError if the list is missing
 */
export async function loadSame(task: Task, record: JobRecord): Promise<LoadedList> {
  const loaded = await loadNeeded(task);
  if (isSameList(await factsOf(loaded, record.list), record.list)) return loaded;
  throw otherList(record);
}

/** The key of a part is that of its job and a number, which can be the key of another job, too. */
function keyOfPart(record: JobRecord, partOf: string | undefined): JobError {
  const problem =
    record.partOf === undefined
      ? `has the key that a part of job ${JSON.stringify(partOf)} needs. Use another key for the list of that job.`
      : `is a part of job ${JSON.stringify(record.partOf)}. Use another key for a new list.`;
  return new JobError('job_conflict', toJob(record), problem);
}

function otherList(record: JobRecord): JobError {
  return new JobError(
    'job_conflict',
    toJob(record),
    'was started with another list. Use another key for a new list.',
  );
}

/** @throws InvalidInputError if the list is missing */
async function loadNeeded({ key, source }: Task): Promise<LoadedList> {
  if (source !== undefined) return loadList(source);
  throw new InvalidInputError(
    `Job ${JSON.stringify(key)} was not sent yet, so it needs its list. Pass the list.`,
  );
}
