import type { Upload } from '@optimaldial/types';
import type { Processing } from '../../sandbox/resources/upload-lifecycle.ts';
import { progressOf } from './progress.ts';

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

/** An upload as the dashboard shows it. */
export function shownUpload(upload: Upload, processing: Processing, now: number): ShownUpload {
  return {
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
  };
}
