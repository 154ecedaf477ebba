import type { DownloadKind, ErrorJson, Upload } from '@optimaldial/client';

/**
 * State of a job.
 *
 * - `reserved`: the key, the token and the filename are stored, and nothing was sent
 * - `sending`: stored before the request that charges, so the list may have been sent
 * - `submitted`: the upload exists
 * - `done`: the upload is completed, and its files are saved
 * - `failed`: the upload ended without results, or the job was abandoned
 * - `needs_review`: a person decides whether an upload exists
 */
export type JobState = 'reserved' | 'sending' | 'submitted' | 'done' | 'failed' | 'needs_review';

/** All states, in the order in which a job passes through them. */
export const JOB_STATES: readonly JobState[] = [
  'reserved',
  'sending',
  'submitted',
  'done',
  'failed',
  'needs_review',
];

/** Whether a job in this state has ended. */
export function hasEnded(state: JobState): boolean {
  return state === 'done' || state === 'failed';
}

/**
 * Why a job needs review.
 *
 * - `no_proof`: the upload wasn't found, and nothing proves that it doesn't exist
 * - `several_found`: several uploads have the filename of the job
 * - `sent_twice`: two uploads were created for the job
 */
export type ReviewReason = 'no_proof' | 'several_found' | 'sent_twice';

/** An upload that may belong to a job. */
export interface Candidate {
  readonly id: string;
  readonly status: string;
  readonly created_at: string;
}

/** The newest upload of the account before a job sent its list: its search ends there. */
export interface Mark {
  readonly id: string;
  readonly created_at: string;
}

/** The worker of a job, and until when others leave it alone. */
export interface Lease {
  /** Random ID of the worker. */
  readonly owner: string;
  /** Time in ms, by the clock of the store. */
  readonly until: number;
}

/** What identifies a list without its content. */
export interface ListFacts {
  /** SHA-256 of the content: of a file's bytes, or of the entries as JSON. */
  readonly fingerprint: string;
  /** The fields that change what the API does with the content, as JSON. */
  readonly fields: string;
  /** Size, modification time and inode of a file on disk, so that an unchanged file isn't read again. */
  readonly file?: { readonly size: number; readonly mtimeMs: number; readonly ino: number } | undefined;
}

/** Paths of files of an upload, by kind. */
export type SavePaths = { readonly [kind in DownloadKind]?: string | undefined };

/** Credits that a job has reserved of a budget. */
export interface Reservation {
  /** Key of the ledger. */
  readonly ledger: string;
  /** Name of its entry in the ledger. */
  readonly entry: string;
  readonly credits: number;
}

/** What a store keeps of a job: JSON, without phone numbers or file contents. */
export interface JobRecord {
  readonly kind?: undefined;
  readonly key: string;
  readonly state: JobState;
  /** Time in ms, by the clock of the store. */
  readonly createdAt: number;
  /** Time in ms, by the clock of the store. */
  readonly updatedAt: number;
  /** Base URL of the API that the job belongs to. */
  readonly account: string;
  /** ID of the organization, once an upload has shown it. */
  readonly organization?: string | undefined;
  readonly list: ListFacts;
  /** Part of the filename, by which the upload is found. */
  readonly token: string;
  /** The filename that is sent. It contains the token. */
  readonly filename: string;
  /** The newest upload before the list was first sent; `null` if the account had none. */
  readonly mark?: Mark | null | undefined;
  /** When the list was last sent, in ms by the clock of the store. */
  readonly sentAt?: number | undefined;
  /** The upload as last retrieved. */
  readonly upload?: Upload | undefined;
  /** Whether the API returned the filename unchanged. */
  readonly echoed?: boolean | undefined;
  /** Paths of the saved files, by kind. */
  readonly saved?: SavePaths | undefined;
  /** The last error. */
  readonly error?: ErrorJson | undefined;
  readonly reason?: ReviewReason | undefined;
  readonly candidates?: readonly Candidate[] | undefined;
  readonly lease?: Lease | undefined;
  /** Number of parts of a list that exceeds the limits of one upload. */
  readonly parts?: number | undefined;
  /** Key of the job that this record is a part of. */
  readonly partOf?: string | undefined;
  /** When a worker has to continue the job, in ms by the clock of the store. The end of the lease if that is later. */
  readonly dueAt?: number | undefined;
  /** IDs of the last webhook events about the upload, the newest last. */
  readonly events?: readonly string[] | undefined;
  /** What the job has reserved of a budget, until its price is known. */
  readonly reservation?: Reservation | undefined;
}

/**
 * What a store keeps of a budget in one period, or of the webhook events that were handled: JSON. Its key contains
 * a control character, unlike that of a job.
 */
export interface LedgerRecord {
  readonly kind: 'ledger';
  readonly key: string;
  /** For a budget: the day in UTC by the clock of the store, such as `2026-11-26`. */
  readonly period: string;
  /** Credits of the jobs whose price is known. */
  readonly charged: number;
  /**
   * For a budget: credits that can still be charged, by the key of the job, the version of its record, and a
   * random ID, with line breaks between them. For events: times in ms.
   */
  readonly reserved: Readonly<Record<string, number>>;
  /** Time in ms, by the clock of the store. */
  readonly updatedAt: number;
}

/** What a store keeps: jobs, their parts, and ledgers. */
export type StoreRecord = JobRecord | LedgerRecord;
