import type { Upload } from '@optimaldial/types';
import type { FaultKind } from '../sandbox/faults/inject-fault.ts';
import type { Processing } from '../sandbox/resources/upload-lifecycle.ts';
import type { Sandbox } from '../sandbox/types.ts';
import type { ShownJob } from './jobs.ts';

/** A request in the dashboard. */
export interface ShownRequest {
  /** A sequential number. */
  readonly id: number;
  /** Time of the response, in the sandbox's time. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** HTTP status; null if the connection was closed before the response was complete. */
  readonly status: number | null;
  /** Mismatches with the spec. */
  readonly violations: readonly string[];
}

/** An upload in the dashboard. */
export interface ShownUpload {
  readonly id: string;
  readonly filename: string;
  readonly status: Upload['status'];
  /** From 0 to 1, while it's queued or processing. */
  readonly progress: number | null;
  readonly created: string;
  readonly valid: number | null;
  readonly invalid: number | null;
  readonly charged: number | null;
  readonly refunded: number | null;
  readonly error: string | null;
}

/** A delivery in the dashboard. */
export interface ShownDelivery {
  readonly id: string;
  readonly event: string;
  readonly status: string;
  readonly attempts: number;
  /** Status of the last response, or the error. */
  readonly response: string | null;
  /** Time of the next attempt, if there is one. */
  readonly next: string | null;
}

/** Everything in the dashboard. Lists are newest first. */
export interface DashboardState {
  readonly now: string;
  readonly credits: number;
  readonly armed: FaultKind | null;
  /** Total, including uploads that aren't shown. */
  readonly uploadCount: number;
  readonly uploads: readonly ShownUpload[];
  readonly jobs: readonly ShownJob[];
  readonly deliveries: readonly ShownDelivery[];
  readonly requestCount: number;
  readonly violationCount: number;
  readonly requests: readonly ShownRequest[];
}

/** Rows of each table. */
export const MAX_ROWS = 50;

/** The account's part of the dashboard. */
export function accountState(
  sandbox: Sandbox,
  processing: Processing,
): Pick<DashboardState, 'now' | 'credits' | 'uploadCount' | 'uploads' | 'deliveries'> {
  const now = sandbox.now().getTime();
  const uploads = sandbox.uploads();
  return {
    now: new Date(now).toISOString(),
    credits: sandbox.credits(),
    uploadCount: uploads.length,
    uploads: uploads
      .slice(-MAX_ROWS)
      .toReversed()
      .map((upload) => ({
        id: upload.id,
        filename: upload.original_filename,
        status: upload.status,
        progress: progressOf(upload, processing, now),
        created: upload.created_at,
        valid: upload.valid_row_count ?? null,
        invalid: upload.invalid_row_count ?? null,
        charged: upload.credits_charged ?? null,
        refunded: upload.credits_refunded ?? null,
        error: upload.error_message ?? null,
      })),
    deliveries: sandbox
      .deliveries()
      .slice(0, MAX_ROWS)
      .map((delivery) => ({
        id: delivery.id,
        event: delivery.event_type,
        status: delivery.status,
        attempts: delivery.attempt_count,
        response: delivery.last_response_status?.toString() ?? delivery.last_error ?? null,
        next: delivery.status === 'pending' ? delivery.next_retry_at : null,
      })),
  };
}

/** The share of the time from charge to completion that has passed. The last change started the current phase. */
function progressOf(
  { status, updated_at }: Pick<Upload, 'status' | 'updated_at'>,
  { queued, takes }: Processing,
  now: number,
): number | null {
  if (status !== 'ready_for_processing' && status !== 'processing') return null;
  const passed = now - Date.parse(updated_at) + (status === 'processing' ? queued : 0);
  const share = passed / Math.max(1, queued + takes);
  // Rounded to hundredths, because each change of the state is sent to the clients.
  return Math.round(Math.min(1, Math.max(0, share)) * 100) / 100;
}
