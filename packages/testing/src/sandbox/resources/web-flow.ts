import type { Upload } from '@optimaldial/types';
import { toPlatformBlob } from '../../server/foreign-body.ts';
import type { Organization } from '../account/accounts.ts';
import { ListError } from '../files/list-error.ts';
import { readList } from '../files/phone-list.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { State, UploadRecord } from '../state/state.ts';
import type { UploadLifecycle } from './upload-lifecycle.ts';
import { MIN_VALID } from './uploads.ts';

/** The steps of an upload in the web app. Each returns the upload with its new status. */
export interface WebFlow {
  /** Submits a file: `pending_mapping`. */
  submit(file: File): Upload;
  /**
   * Maps the column with the phone numbers: `validating`, then `awaiting_confirmation` or
   * `validation_failed`.
   *
   * @throws RangeError if the upload is unknown, or not `pending_mapping`
   */
  map(id: string, phoneColumn: string): Promise<Upload>;
  /**
   * Confirms the charge: `ready_for_processing`.
   *
   * @throws RangeError if the upload is unknown, or not `awaiting_confirmation`, or if credits are missing
   */
  confirm(id: string): Upload;
}

const VALIDATION_MS = 1000;

/** Creates the web flow of an organization. */
export function createWebFlow(
  { clock, random }: Simulation,
  { uploads, files }: Pick<State, 'uploads' | 'files'>,
  lifecycle: UploadLifecycle,
  organization: Organization,
): WebFlow {
  function findInStatus(id: string, status: Upload['status']): UploadRecord {
    const found = uploads.find(id);
    if (found === undefined) throw new RangeError(`Unknown upload "${id}".`);
    if (found.value.status === status) return found;
    throw new RangeError(`Upload ${id} must be ${status}, but is ${found.value.status}.`);
  }

  const endValidationAt = clock.define<UploadRecord>('end validation', (upload) => {
    if (upload.value.status !== 'validating') return;
    const { valid = 0, invalid = null } = upload.list ?? {};
    if (valid < MIN_VALID) return lifecycle.change(upload, { status: 'validation_failed' });
    lifecycle.change(upload, {
      status: 'awaiting_confirmation',
      valid_row_count: valid,
      invalid_row_count: invalid,
      credits_required: valid,
    });
  });

  return {
    submit(file) {
      const id = random.uuid();
      const now = clock.timestamp();
      files.set(id, file);
      return lifecycle.add({
        organization,
        list: undefined,
        value: {
          id,
          user_id: organization.userId,
          organization_id: organization.id,
          original_filename: file.name,
          storage_path: `${organization.id}/${id}.csv`,
          status: 'pending_mapping',
          created_at: now,
          updated_at: now,
          file_size_bytes: file.size,
          source: 'web',
        },
      }).value;
    },
    async map(id, phoneColumn) {
      const upload = findInStatus(id, 'pending_mapping');
      lifecycle.change(upload, { status: 'validating' });
      try {
        const submitted = files.get(id);
        const file = submitted && (await toPlatformBlob(submitted));
        const { original, ...facts } = await readList({ file, phone_column: phoneColumn });
        files.set(id, original);
        upload.list = facts;
      } catch (error) {
        if (!(error instanceof ListError)) throw error;
      }
      endValidationAt(clock.now() + VALIDATION_MS, upload);
      return upload.value;
    },
    confirm(id) {
      const upload = findInStatus(id, 'awaiting_confirmation');
      const credits = upload.value.credits_required ?? 0;
      if (!lifecycle.charge(organization, credits)) {
        throw new RangeError(
          `Insufficient credits: upload ${id} requires ${credits}, the organization has ${organization.credits}.`,
        );
      }
      lifecycle.change(upload, { status: 'ready_for_processing', credits_charged: credits });
      lifecycle.process(upload);
      return upload.value;
    },
  };
}
