import type { Upload } from '@optimaldial/types';
import type { Organization } from '../account/accounts.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Collection } from '../state/collection.ts';
import type { UploadRecord } from '../state/state.ts';

/** Processing times, in ms. */
export interface Processing {
  /** Time until processing starts. */
  readonly queued: number;
  /** Time from the start of processing to its completion. */
  readonly takes: number;
}

/** Creates and changes uploads, as the API and the web app do. */
export interface UploadLifecycle {
  add(upload: UploadRecord): UploadRecord;
  change(upload: UploadRecord, changes: Partial<Upload> & Pick<Upload, 'status'>): void;
  /** Charges credits. Returns `false` if there are too few. */
  charge(organization: Organization, credits: number): boolean;
  /** Schedules the processing of a charged upload. */
  process(upload: UploadRecord): void;
  /**
   * Fails a charged upload. Returns `undefined` if the ID is unknown.
   *
   * @throws RangeError if its status doesn't allow that
   */
  fail(id: string, message: string): Upload | undefined;
}

/**
 * Creates the lifecycle of uploads.
 *
 * @param onChange called after an upload was added or changed
 */
export function createUploadLifecycle(
  { clock }: Simulation,
  uploads: Collection<UploadRecord>,
  processing: Processing,
  onChange: (upload: UploadRecord) => void,
): UploadLifecycle {
  const change: UploadLifecycle['change'] = (upload, changes) => {
    upload.value = { ...upload.value, ...changes, updated_at: clock.timestamp() };
    onChange(upload);
  };

  const startAt = clock.define<UploadRecord>('start upload', (upload) => {
    // It may have been cancelled or failed in the meantime.
    if (upload.value.status === 'ready_for_processing') change(upload, { status: 'processing' });
  });
  const completeAt = clock.define<UploadRecord>('complete upload', (upload) => {
    if (upload.value.status !== 'processing') return;
    const path = upload.value.storage_path;
    change(upload, {
      status: 'completed',
      processed_storage_path: `${path}.processed.csv`,
      processed_filtered_storage_path: `${path}.processed-filtered.csv`,
    });
  });

  return {
    change,
    add(upload) {
      uploads.add(upload);
      onChange(upload);
      return upload;
    },
    charge(organization, credits) {
      if (organization.credits < credits) return false;
      organization.credits -= credits;
      return true;
    },
    process(upload) {
      const start = clock.now() + processing.queued;
      startAt(start, upload);
      completeAt(start + processing.takes, upload);
    },
    fail(id, message) {
      const upload = uploads.find(id);
      if (upload === undefined) return undefined;
      const { status } = upload.value;
      if (status !== 'ready_for_processing' && status !== 'processing') {
        throw new RangeError(
          `Upload ${id} can't fail in status ${status}: it must be ready_for_processing or processing.`,
        );
      }
      change(upload, { status: 'failed', error_message: message });
      return upload.value;
    },
  };
}
