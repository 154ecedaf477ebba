import { expectTypeOf, test } from 'vitest';
import type {
  OperationExamples,
  Upload,
  UploadSource,
  UploadStatus,
  operations,
  uploadSourceValues,
  uploadStatusValues,
} from '@optimaldial/types';

type RequiredKeys<T> = { [Key in keyof T]-?: object extends Pick<T, Key> ? never : Key }[keyof T];

test('Upload.status: one of nine values', () => {
  expectTypeOf<Upload['status']>().toEqualTypeOf<
    | 'pending_mapping'
    | 'validating'
    | 'validation_failed'
    | 'awaiting_confirmation'
    | 'ready_for_processing'
    | 'processing'
    | 'completed'
    | 'failed'
    | 'cancelled'
  >();
});

test('Upload: seven fields are required', () => {
  expectTypeOf<RequiredKeys<Upload>>().toEqualTypeOf<
    'id' | 'user_id' | 'original_filename' | 'storage_path' | 'status' | 'created_at' | 'updated_at'
  >();
});

test('Upload: all other fields can be missing or null', () => {
  type Others = Omit<Upload, RequiredKeys<Upload>>;
  expectTypeOf<Extract<Others[keyof Others], null | undefined>>().toEqualTypeOf<null | undefined>();
  // If this fails, it names a field to make nullable in spec/uploads.yaml.
  expectTypeOf<
    { [Key in keyof Others]-?: null extends Others[Key] ? never : Key }[keyof Others]
  >().toBeNever();
  expectTypeOf<Upload['valid_row_count']>().toEqualTypeOf<number | null | undefined>();
  expectTypeOf<Upload['skip_mobile_lookup']>().toEqualTypeOf<boolean | null | undefined>();
  expectTypeOf<Upload['api_key_id']>().toEqualTypeOf<string | null | undefined>();
});

test('UploadSource: is one of two values, and the source of an upload can be null', () => {
  expectTypeOf<UploadSource>().toEqualTypeOf<'web' | 'api'>();
  expectTypeOf<Upload['source']>().toEqualTypeOf<UploadSource | null | undefined>();
});

test('enum values: each has a literal type', () => {
  expectTypeOf<(typeof uploadStatusValues)[number]>().toEqualTypeOf<UploadStatus>();
  expectTypeOf<(typeof uploadSourceValues)[number]>().toEqualTypeOf<UploadSource>();
  expectTypeOf<(typeof uploadStatusValues)['length']>().toEqualTypeOf<9>();
});

test('operations: a response has the type of its schema', () => {
  type Response = operations['retrieveUpload']['responses'][200]['content']['application/json'];
  expectTypeOf<Response>().toEqualTypeOf<Upload>();
  expectTypeOf<OperationExamples['retrieveUpload'][200]>().toEqualTypeOf<UploadStatus>();
});

test('Upload: missing required fields or an unknown status do not compile', () => {
  // @ts-expect-error: six required fields are missing
  const short: Upload = { id: '' };
  // @ts-expect-error: no such status
  const status: UploadStatus = 'done';
  expectTypeOf([short, status]).not.toBeAny();
});
