import type { Upload } from '@optimaldial/types';
import { readFlag } from '../../engine/body/read-flag.ts';
import type { EngineResponse } from '../../engine/engine.ts';
import { conflict, ok, problem } from '../../engine/responses.ts';
import { isRecord } from '../../is-record.ts';
import { ListError } from '../files/list-error.ts';
import { readList, type SubmittedList } from '../files/phone-list.ts';
import type { FileKind, SignUrl } from '../files/storage.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { State, UploadRecord } from '../state/state.ts';
import { serveRecord, type Call, type Serve } from './call.ts';
import { listPage } from './pagination.ts';
import type { UploadLifecycle } from './upload-lifecycle.ts';

type Operation =
  | 'createUpload'
  | 'listUploads'
  | 'retrieveUpload'
  | 'cancelUpload'
  | 'downloadOriginal'
  | 'downloadProcessed'
  | 'downloadProcessedFiltered';

/** Filenames that uploads created over the API get: the one that was sent, or another one. */
export type Filenames = 'kept' | 'renamed';

/** Minimum number of valid numbers in an upload. */
export const MIN_VALID = 100;

const CANCELLABLE: readonly string[] = [
  'pending_mapping',
  'validating',
  'awaiting_confirmation',
  'ready_for_processing',
] satisfies Upload['status'][];

/** Creates the upload operations. */
export function createUploadOperations(
  simulation: Simulation,
  { uploads, files }: Pick<State, 'uploads' | 'files'>,
  lifecycle: UploadLifecycle,
  signUrl: SignUrl,
  filenames: Filenames = 'kept',
): Readonly<Record<Operation, Serve>> {
  const withUpload = (serve: (upload: UploadRecord, call: Call) => EngineResponse): Serve =>
    serveRecord(uploads, 'unknown_upload', serve);

  const download = (file: FileKind): Serve =>
    withUpload(({ value }, { operation, origin }) => {
      const isReady = file === 'original' || value.status === 'completed';
      return isReady ? ok(signUrl(value.id, file, origin)) : problem(operation, 'unknown_upload');
    });

  return {
    async createUpload(call) {
      const { operation, key, body } = call;
      let list;
      try {
        list = await readList(body);
      } catch (error) {
        if (error instanceof ListError) return problem(operation, error.example, error.message);
        throw error;
      }
      if (list.valid < MIN_VALID) return problem(operation, 'too_few_numbers');
      if (!lifecycle.charge(key.organization, list.valid)) return problem(operation, 'insufficient_credits');
      const value = newUpload(simulation, call, list, filenames === 'kept' ? list.filename : undefined);
      const { original, ...facts } = list;
      files.set(value.id, original);
      const upload = lifecycle.add({ organization: key.organization, list: facts, value });
      lifecycle.process(upload);
      return ok(upload.value);
    },
    listUploads: ({ operation, key, query }) => listPage(operation, uploads.ownedBy(key.organization), query),
    retrieveUpload: withUpload(({ value }) => ok(value)),
    cancelUpload: withUpload((upload) => {
      const { status, credits_charged } = upload.value;
      if (!CANCELLABLE.includes(status)) return conflict(`An upload in status ${status} cannot be cancelled`);
      const refunded = credits_charged ?? 0;
      upload.organization.credits += refunded;
      lifecycle.change(upload, { status: 'cancelled', credits_refunded: refunded });
      return ok({ status: 'cancelled', credits_refunded: refunded });
    }),
    downloadOriginal: download('original'),
    downloadProcessed: download('processed'),
    downloadProcessedFiltered: download('processed-filtered'),
  };
}

function newUpload(
  { clock, random }: Simulation,
  { key: { id: keyId, organization }, body }: Call,
  list: SubmittedList,
  filename: string | undefined,
): Upload {
  const id = random.uuid();
  const now = clock.timestamp();
  return {
    id,
    user_id: organization.userId,
    organization_id: organization.id,
    original_filename: filename ?? `api_upload_${random.hex(8)}.csv`,
    storage_path: `${organization.id}/${id}.csv`,
    status: 'ready_for_processing',
    created_at: now,
    updated_at: now,
    file_size_bytes: list.original.size,
    valid_row_count: list.valid,
    invalid_row_count: list.invalid,
    credits_required: list.valid,
    credits_charged: list.valid,
    credits_refunded: null,
    source: 'api',
    api_key_id: keyId,
    skip_mobile_lookup: readSkipMobileLookup(body),
    processed_storage_path: null,
    processed_filtered_storage_path: null,
    error_message: null,
    exceeded_daily_limit: false,
  };
}

function readSkipMobileLookup(body: unknown): boolean {
  const value = isRecord(body) ? body['skip_mobile_lookup'] : undefined;
  return value === true || (typeof value === 'string' && readFlag(value) === true);
}
