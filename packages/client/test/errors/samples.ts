import {
  ConfigurationError,
  createClient,
  DownloadError,
  InvalidInputError,
  type OptimalDialError,
  OptimalDialError as Base,
  PaginationError,
  UploadNotCompletedError,
  WaitingForPersonError,
  WaitTimeoutError,
  isOptimalDialError,
  type ErrorCode,
  type Next,
} from '@optimaldial/client';
import { buildUpload } from '@optimaldial/testing';
import { WebhookVerificationError } from '@optimaldial/client/webhooks';
import { fakeFetch, id, phoneList, rejection } from '../support/fake-fetch.ts';

/** An error with the verdict that it must have. */
export interface Sample {
  readonly title: string;
  readonly code: ErrorCode;
  readonly next: Next;
  readonly make: () => OptimalDialError | Promise<OptimalDialError>;
}

const sample = (title: string, code: ErrorCode, next: Next, make: Sample['make']): Sample => ({
  title,
  code,
  next,
  make,
});

async function ours(work: Promise<unknown>): Promise<OptimalDialError> {
  const error = await rejection(work);
  if (!isOptimalDialError(error)) throw error;
  return error;
}

const answered = (status: number, headers: Record<string, string> = {}) =>
  ours(fakeFetch(() => Response.json({ detail: 'x' }, { status, headers })).client.uploads.retrieve(id));
const failed = (failure: Error) => ours(fakeFetch(() => Promise.reject(failure)).client.uploads.retrieve(id));
const network = (code: string) => Object.assign(new TypeError('fetch failed'), { cause: { code } });
const download = (status: number | undefined) =>
  new DownloadError({ method: 'GET', path: '/x', attempts: 1 }, status, 'x');
const upload = buildUpload({ status: 'failed' });

const statuses: [number, ErrorCode, Next][] = [
  [400, 'invalid_request', 'give_up'],
  [401, 'authentication', 'person'],
  [402, 'insufficient_credits', 'person'],
  [403, 'permission', 'person'],
  [404, 'not_found', 'give_up'],
  [408, 'server', 'retry'],
  [409, 'refused', 'give_up'],
  [422, 'invalid_request', 'give_up'],
  [429, 'rate_limited', 'retry'],
  [500, 'server', 'retry'],
  [501, 'server', 'give_up'],
  [503, 'server', 'retry'],
  [524, 'server', 'retry'],
  [307, 'redirect', 'person'],
];
const stored: [number | undefined, Next][] = [
  [503, 'retry'],
  [429, 'retry'],
  [501, 'give_up'],
  [404, 'give_up'],
  [416, 'give_up'],
  [403, 'person'],
  [302, 'person'],
  [200, 'person'],
  [undefined, 'person'],
];

/** Errors of every code, from calls if a call can fail with it. */
export const samples: readonly Sample[] = [
  ...statuses.map(([status, code, next]) => sample(`status ${status}`, code, next, () => answered(status))),
  sample('ping failed', 'invalid_request', 'person', () =>
    ours(
      fakeFetch(() => Response.json({}, { status: 400 })).client.webhooks.update(id, {
        url: 'https://a.example',
      }),
    ),
  ),
  sample('event of an endpoint invalid', 'invalid_request', 'give_up', () =>
    ours(fakeFetch(() => Response.json({}, { status: 422 })).client.webhooks.update(id, { events: [] })),
  ),
  ...stored.map(([status, next]) =>
    sample(`download, status ${status}`, 'download', next, () => download(status)),
  ),
  sample('invalid option', 'configuration', 'person', () => new ConfigurationError('x')),
  sample('invalid ID', 'invalid_input', 'give_up', () =>
    ours(createClient({ apiKey: `od_live_${'k'.repeat(32)}` }).uploads.retrieve('x')),
  ),
  sample('changed file', 'invalid_input', 'check', () => new InvalidInputError('x', 'y', 'check')),
  sample('connection refused', 'connection', 'retry', () => failed(network('ECONNREFUSED'))),
  sample('connection lost', 'connection', 'retry', () => failed(network('ECONNRESET'))),
  sample('certificate rejected', 'connection', 'person', () => failed(network('CERT_HAS_EXPIRED'))),
  sample('timeout', 'timeout', 'retry', () =>
    ours(fakeFetch(() => new Promise<Response>(() => undefined)).client.uploads.retrieve(id, { timeout: 1 })),
  ),
  sample('limiter failed', 'limiter', 'retry', () => {
    const limiter = { acquire: () => Promise.reject(new Error('x')) };
    return ours(fakeFetch(undefined, { limiter }).client.uploads.create(phoneList));
  }),
  sample('unreadable response', 'unreadable_response', 'retry', () =>
    ours(fakeFetch(() => new Response('')).client.uploads.retrieve(id)),
  ),
  sample('unknown outcome', 'outcome_unknown', 'check', () =>
    ours(fakeFetch(() => Response.json({}, { status: 503 })).client.uploads.create(phoneList)),
  ),
  sample('same cursor twice', 'pagination', 'give_up', () => new PaginationError('x')),
  sample('upload failed', 'upload_not_completed', 'give_up', () => new UploadNotCompletedError(upload)),
  sample('upload waits', 'waiting_for_person', 'person', () => new WaitingForPersonError(upload)),
  sample('wait timed out', 'wait_timeout', 'retry', () => new WaitTimeoutError(id, 1, upload, undefined)),
  sample(
    'signature mismatch',
    'webhook_verification',
    'give_up',
    () => new WebhookVerificationError('signature_mismatch', 'x'),
  ),
  sample('job failed', 'job_failed', 'give_up', () => new Base('job_failed', 'x')),
  sample('job needs review', 'job_needs_review', 'person', () => new Base('job_needs_review', 'x')),
  sample('a store that fails', 'job_store', 'retry', () => new Base('job_store', 'x')),
  sample('a spent budget', 'job_over_budget', 'retry', () => new Base('job_over_budget', 'x')),
  sample('job conflict', 'job_conflict', 'person', () => new Base('job_conflict', 'x')),
];
