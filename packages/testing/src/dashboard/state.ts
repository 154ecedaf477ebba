import type { Upload } from '@optimaldial/types';
import type { Sandbox } from '../sandbox/types.ts';
import type { FaultKind } from '../sandbox/faults.ts';
import type { Processing } from '../sandbox/uploads.ts';

/** A request as the page shows it. */
export interface ShownRequest {
  /** Counts up. */
  readonly id: number;
  /** When it was answered, by the sandbox's time. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** HTTP status; null where the connection ended before the answer did. */
  readonly status: number | null;
  /** How it, or its answer, left the description. */
  readonly violations: readonly string[];
}

/** What the page shows of an upload. */
export interface ShownUpload {
  readonly id: string;
  readonly filename: string;
  readonly status: Upload['status'];
  /** From 0 to 1, while it waits or is processed. */
  readonly progress: number | null;
  readonly created: string;
  readonly valid: number | null;
  readonly invalid: number | null;
  readonly charged: number | null;
  readonly refunded: number | null;
  readonly error: string | null;
}

/** What the page shows of a delivery. */
export interface ShownDelivery {
  readonly id: string;
  readonly event: string;
  readonly status: string;
  readonly attempts: number;
  /** The last answer, or why there was none. */
  readonly answer: string | null;
  /** When it is tried again, if it is. */
  readonly next: string | null;
}

/** All that the page shows, lists newest first. */
export interface PageState {
  readonly now: string;
  readonly credits: number;
  readonly armed: FaultKind | null;
  /** Of all uploads, those that are not shown too. */
  readonly uploadsInAll: number;
  readonly uploads: readonly ShownUpload[];
  readonly deliveriesInAll: number;
  readonly deliveries: readonly ShownDelivery[];
  readonly requestsInAll: number;
  readonly violationsInAll: number;
  readonly requests: readonly ShownRequest[];
}

const MOST_ROWS = 50;

/** The account, as the page shows it. */
export function accountState(
  sandbox: Sandbox,
  times: Processing,
): Omit<PageState, 'armed' | 'requests' | 'requestsInAll' | 'violationsInAll'> {
  const now = sandbox.now().getTime();
  const uploads = sandbox.uploads();
  const deliveries = sandbox.deliveries();
  return {
    now: new Date(now).toISOString(),
    credits: sandbox.credits(),
    uploadsInAll: uploads.length,
    uploads: uploads
      .slice(-MOST_ROWS)
      .toReversed()
      .map((upload) => ({
        id: upload.id,
        filename: upload.original_filename,
        status: upload.status,
        progress: progressOf(upload, times, now),
        created: upload.created_at,
        valid: upload.valid_row_count ?? null,
        invalid: upload.invalid_row_count ?? null,
        charged: upload.credits_charged ?? null,
        refunded: upload.credits_refunded ?? null,
        error: upload.error_message ?? null,
      })),
    deliveriesInAll: deliveries.length,
    deliveries: deliveries.slice(0, MOST_ROWS).map((delivery) => ({
      id: delivery.id,
      event: delivery.event_type,
      status: delivery.status,
      attempts: delivery.attempt_count,
      answer: delivery.last_response_status?.toString() ?? delivery.last_error ?? null,
      next: delivery.status === 'pending' ? delivery.next_retry_at : null,
    })),
  };
}

/** How much of its time from charge to completion has passed; its last change began the part it is in. */
function progressOf(
  { status, updated_at }: Pick<Upload, 'status' | 'updated_at'>,
  { queued, takes }: Processing,
  now: number,
): number | null {
  if (status !== 'ready_for_processing' && status !== 'processing') return null;
  const passed = now - Date.parse(updated_at) + (status === 'processing' ? queued : 0);
  const share = passed / Math.max(1, queued + takes);
  // In hundredths: a smaller step is no news.
  return Math.round(Math.min(1, Math.max(0, share)) * 100) / 100;
}
