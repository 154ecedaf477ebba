import type { Upload } from '@optimaldial/types';
import { toFile } from '../server/foreign-body.ts';
import type { Organization } from './account.ts';
import type { Context } from './context.ts';
import { ListRefused } from './files/list-refused.ts';
import { readList } from './files/phone-list.ts';
import type { StoredUpload, Uploads } from './uploads.ts';

/** What a person does in the web app; each gives the upload as it then is. */
export interface WebFlow {
  /** Submits a file, whose column is to be mapped then: `pending_mapping`. */
  submit(file: File): Upload;
  /** Says which column holds the numbers: `validating`, then `awaiting_confirmation` or `validation_failed`. */
  map(id: string, phoneColumn: string): Promise<Upload>;
  /** Confirms the charge: `ready_for_processing`. */
  confirm(id: string): Upload;
}

const VALIDATION_MS = 1000;

/** Makes the web app of an organization. */
export function createWebFlow(
  { clock, random }: Context,
  uploads: Uploads,
  organization: Organization,
): WebFlow {
  function at(id: string, status: Upload['status']): StoredUpload {
    const found = uploads.find(id);
    if (found === undefined) throw new RangeError(`The sandbox has no upload ${id}.`);
    if (found.value.status === status) return found;
    throw new RangeError(`The upload is ${found.value.status}; this takes one that is ${status}.`);
  }

  return {
    submit(file) {
      const id = random.uuid();
      const made = clock.stamp();
      return uploads.add({
        organization,
        list: undefined,
        file,
        value: {
          id,
          user_id: organization.userId,
          organization_id: organization.id,
          original_filename: file.name,
          storage_path: `${organization.id}/${id}.csv`,
          status: 'pending_mapping',
          created_at: made,
          updated_at: made,
          file_size_bytes: file.size,
          source: 'web',
        },
      }).value;
    },
    async map(id, phoneColumn) {
      const upload = at(id, 'pending_mapping');
      uploads.change(upload, { status: 'validating' });
      try {
        upload.list = await readList({
          file: upload.file && (await toFile(upload.file)),
          phone_column: phoneColumn,
        });
      } catch (error) {
        if (!(error instanceof ListRefused)) throw error;
      }
      const valid = upload.list?.valid ?? 0;
      clock.at(clock.now() + VALIDATION_MS, () => {
        if (upload.value.status !== 'validating') return;
        if (valid < 100) uploads.change(upload, { status: 'validation_failed' });
        else {
          uploads.change(upload, {
            status: 'awaiting_confirmation',
            valid_row_count: valid,
            invalid_row_count: upload.list?.invalid ?? null,
            credits_required: valid,
          });
        }
      });
      return upload.value;
    },
    confirm(id) {
      const upload = at(id, 'awaiting_confirmation');
      const credits = upload.value.credits_required ?? 0;
      if (!uploads.charge(organization, credits)) {
        throw new RangeError(`The organization has ${organization.credits} credits; this takes ${credits}.`);
      }
      uploads.change(upload, { status: 'ready_for_processing', credits_charged: credits });
      uploads.schedule(upload);
      return upload.value;
    },
  };
}
