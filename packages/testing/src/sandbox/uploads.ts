import type { Upload } from '@optimaldial/types';
import type { EngineAnswer } from '../engine/engine.ts';
import type { Organization } from './account.ts';
import { conflict, ok, problem } from '../engine/responses.ts';
import type { Call, Context, Serve } from './context.ts';
import { readFlag } from '../engine/body/read-flag.ts';
import { ListRefused } from './files/list-refused.ts';
import { readList, type SubmittedList } from './files/phone-list.ts';
import { createCollection } from './pagination.ts';
import type { Sign, Which } from './files/storage.ts';

/** An upload with what stands behind it. */
export interface StoredUpload {
  readonly organization: Organization;
  value: Upload;
  list: SubmittedList | undefined;
  /** What the web flow was given, until its column is known. */
  readonly file?: File | undefined;
}

/** Told of every change of an upload's status, once it is made. */
export type OnChange = (upload: StoredUpload) => void;

/** How long an upload takes, in ms. */
export interface Processing {
  /** Until its processing starts. */
  readonly queued: number;
  /** Until it is completed. */
  readonly takes: number;
}

/** The uploads of a sandbox. */
export interface Uploads {
  readonly serve: Readonly<Record<'createUpload' | 'listUploads' | 'retrieveUpload' | 'cancelUpload', Serve>>;
  /** Gives the link to a file. */
  link(which: Which, sign: Sign): Serve;
  readonly all: readonly StoredUpload[];
  find(id: string): StoredUpload | undefined;
  /** Changes the status, as time or a person does. */
  change(upload: StoredUpload, change: Partial<Upload> & Pick<Upload, 'status'>): void;
  /** Lets one fail that is charged; `undefined` where there is none by that id. */
  fail(id: string, message: string): Upload | undefined;
  /** Adds one, and lets it be processed where it is charged. */
  add(upload: StoredUpload): StoredUpload;
  /** Takes the credits; false where there are too few. */
  charge(organization: Organization, credits: number): boolean;
  /** Lets an upload that is charged be processed. */
  schedule(upload: StoredUpload): void;
}

const LEAST_VALID = 100;

const charge: Uploads['charge'] = (organization, credits) => {
  if (organization.credits < credits) return false;
  organization.credits -= credits;
  return true;
};

/** Makes the uploads of a sandbox. */
export function createUploads(
  { clock, random }: Context,
  processing: Processing,
  onChange: OnChange,
): Uploads {
  const stored = createCollection<StoredUpload>();
  const { all, find } = stored;

  const change: Uploads['change'] = (upload, changed) => {
    upload.value = { ...upload.value, ...changed, updated_at: clock.stamp() };
    onChange(upload);
  };

  const schedule: Uploads['schedule'] = (upload) => {
    const start = clock.now() + processing.queued;
    clock.at(start, () => {
      // Cancelled, or failed by hand, in between.
      if (upload.value.status === 'ready_for_processing') change(upload, { status: 'processing' });
    });
    clock.at(start + processing.takes, () => {
      if (upload.value.status !== 'processing') return;
      const path = upload.value.storage_path;
      change(upload, {
        status: 'completed',
        processed_storage_path: `${path}.processed.csv`,
        processed_filtered_storage_path: `${path}.processed-filtered.csv`,
      });
    });
  };

  const add: Uploads['add'] = (upload) => {
    stored.add(upload);
    onChange(upload);
    return upload;
  };

  /** Serves a call that names an upload, or answers that there is none; a foreign one is none. */
  const withUpload =
    (serve: (upload: StoredUpload, call: Call) => EngineAnswer): Serve =>
    (call) => {
      const found = find(call.path[0]);
      const own = found?.organization === call.key.organization;
      return found !== undefined && own ? serve(found, call) : problem(call.operation, 'unknown_upload');
    };

  return {
    all,
    find,
    change,
    add,
    charge,
    schedule,
    fail(id, message) {
      const upload = find(id);
      if (upload === undefined) return undefined;
      const { status } = upload.value;
      if (status !== 'ready_for_processing' && status !== 'processing') {
        throw new RangeError(`An upload that is ${status} cannot fail.`);
      }
      change(upload, { status: 'failed', error_message: message });
      return upload.value;
    },
    serve: {
      async createUpload({ operation, key, body }) {
        const { organization } = key;
        let list;
        try {
          list = await readList(body);
        } catch (error) {
          if (error instanceof ListRefused) return problem(operation, error.example, error.message);
          throw error;
        }
        if (list.valid < LEAST_VALID) return problem(operation, 'too_few_numbers');
        if (!charge(organization, list.valid)) return problem(operation, 'insufficient_credits');
        const id = random.uuid();
        const made = clock.stamp();
        const upload = add({
          organization,
          list,
          value: {
            id,
            user_id: organization.userId,
            organization_id: organization.id,
            original_filename: list.filename ?? `api_upload_${random.hex(8)}.csv`,
            storage_path: `${organization.id}/${id}.csv`,
            status: 'ready_for_processing',
            created_at: made,
            updated_at: made,
            file_size_bytes: list.original.size,
            valid_row_count: list.valid,
            invalid_row_count: list.invalid,
            credits_required: list.valid,
            credits_charged: list.valid,
            credits_refunded: null,
            source: 'api',
            api_key_id: key.id,
            skip_mobile_lookup: skips(body),
            processed_storage_path: null,
            processed_filtered_storage_path: null,
            error_message: null,
            exceeded_daily_limit: false,
          },
        });
        schedule(upload);
        return ok(upload.value);
      },
      listUploads: ({ operation, key, query }) => stored.page(operation, key.organization, query),
      retrieveUpload: withUpload(({ value }) => ok(value)),
      cancelUpload: withUpload((upload) => {
        const { status, credits_charged } = upload.value;
        if (!CANCELLABLE.includes(status)) return conflict(`An upload that is ${status} cannot be cancelled`);
        const refunded = credits_charged ?? 0;
        upload.organization.credits += refunded;
        change(upload, { status: 'cancelled', credits_refunded: refunded });
        return ok({ status: 'cancelled', credits_refunded: refunded });
      }),
    },
    link: (which, sign) =>
      withUpload(({ value }, { operation, origin }) => {
        const ready = which === 'original' || value.status === 'completed';
        return ready ? ok(sign(value.id, which, origin)) : problem(operation, 'unknown_upload');
      }),
  };
}

const CANCELLABLE: readonly string[] = [
  'pending_mapping',
  'validating',
  'awaiting_confirmation',
  'ready_for_processing',
] satisfies Upload['status'][];

function skips(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('skip_mobile_lookup' in body)) return false;
  const given = body.skip_mobile_lookup;
  return given === true || (typeof given === 'string' && readFlag(given) === true);
}
