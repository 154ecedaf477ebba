import type { Sandbox } from '../sandbox.ts';

/** A request as the page shows it. */
export interface ShownRequest {
  /** Method and path. */
  readonly call: string;
  readonly status: number;
  /** How it, or its answer, left the description. */
  readonly violations: readonly string[];
}

const MOST_ROWS = 50;
const OPEN: readonly string[] = ['ready_for_processing', 'processing'];

/** What the page shows, newest first. */
export function pageState(sandbox: Sandbox, requests: readonly ShownRequest[]): object {
  return {
    now: sandbox.now().toISOString().replace('T', ' ').slice(0, 19),
    credits: sandbox.credits(),
    uploads: sandbox
      .uploads()
      .slice(-MOST_ROWS)
      .toReversed()
      .map(({ id, original_filename, status, valid_row_count, credits_charged }) => ({
        id,
        filename: original_filename,
        status,
        valid: valid_row_count ?? null,
        credits: credits_charged ?? null,
        open: OPEN.includes(status),
      })),
    deliveries: sandbox
      .deliveries()
      .slice(0, MOST_ROWS)
      .map(({ event_type, status, attempt_count, last_response_status, last_error }) => ({
        event: event_type,
        status,
        attempts: attempt_count,
        answer: last_response_status ?? last_error ?? null,
      })),
    requests,
  };
}
