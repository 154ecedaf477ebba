import type { paths } from '@optimaldial/types';
import { isBlob } from '../body/is-blob.ts';
import { lastSegment } from '../body/filename.ts';
import { isRecord } from '../is-record.ts';
import { ownProperty } from '../own-property.ts';
import type { NonIdempotent } from '../transport/types.ts';
import type { StatusAdvice } from '../errors/api-error.ts';
import type { RequestOptions } from './call-options.ts';
import type { Method, PathWith } from './call-types.ts';

/** What the client knows about an operation beyond the spec. */
export interface OperationFacts {
  /** For a POST: how to find out whether it was carried out, if its outcome is unknown. */
  readonly checkFirst?: string;
  /** For a POST: the field of the body that makes it idempotent. */
  readonly idempotencyKey?: string;
  /**
   * For a DELETE that may be a repetition of a successful one. `'gone'`: a 404 means that it succeeded.
   * Otherwise: what the first DELETE returned, given the resource as it is now.
   */
  readonly repeatedDelete?: 'gone' | ((resource: Resource) => object);
  /** What to do after a status that has a cause of its own for this operation. */
  readonly advice?: StatusAdvice;
}

type Resource = Readonly<Record<string, unknown>>;

const DOWNLOAD: OperationFacts = {
  advice: {
    status: 404,
    text: 'The file exists once the upload is `completed`: call `uploads.wait` first. Check the ID and `baseUrl` (a sandbox has its own IDs), and that the API key belongs to the same organization.',
  },
};

// A failed ping has no error code of its own.
const PING: StatusAdvice = {
  status: 400,
  text: 'If the ping failed, check the log of your receiver (`onError`), then call again. Otherwise, fix the request before you send it again.',
  next: 'person',
};

// The only table of operations. An operation needs no entry; without one, a POST counts as non-idempotent.
const OPERATIONS: {
  readonly [P in keyof paths]?: {
    readonly [M in Method as P extends PathWith<M> ? M : never]?: OperationFacts;
  };
} = {
  '/api/v1/uploads': {
    post: {
      checkFirst:
        'Search for it with `uploads.find` before you send it again (`error.trace` has the filename and time).',
    },
  },
  '/api/v1/uploads/{upload_id}': {
    delete: {
      repeatedDelete: ({ credits_refunded: refunded }) => ({
        status: 'cancelled',
        credits_refunded: refunded ?? 0,
      }),
    },
  },
  '/api/v1/uploads/{upload_id}/download/original': { get: DOWNLOAD },
  '/api/v1/uploads/{upload_id}/download/processed': { get: DOWNLOAD },
  '/api/v1/uploads/{upload_id}/download/processed-filtered': { get: DOWNLOAD },
  '/api/v1/contacts': {
    post: {
      checkFirst:
        'Search for it with `contacts.list` before you send it again. With an `idempotency_key` of your own, you can send it again without a search.',
      idempotencyKey: 'idempotency_key',
    },
  },
  '/api/v1/contacts/{contact_id}': {
    delete: {
      repeatedDelete: ({ id, credits_refunded: refunded }) => ({
        status: 'cancelled',
        contact_id: id,
        credits_refunded: refunded ?? 0,
      }),
    },
  },
  '/api/v1/webhooks': {
    post: {
      checkFirst:
        'Its secret is only returned once. Call `webhooks.ensure`, which replaces the new endpoint if it exists. Or list the endpoints (`webhooks.list`), delete the new one, and create it again.',
      advice: PING,
    },
  },
  '/api/v1/webhooks/{webhook_id}': { patch: { advice: PING }, delete: { repeatedDelete: 'gone' } },
};

const NO_FACTS: OperationFacts = {};

/** Looks up an operation. */
export function factsOf(method: Method, path: string): OperationFacts {
  const table: Readonly<Record<string, { readonly [M in Method]?: OperationFacts } | undefined>> = OPERATIONS;
  return table[path]?.[method] ?? NO_FACTS;
}

/**
 * What to do if the outcome of a request is unknown. A POST is non-idempotent: it charges credits, or
 * returns a secret only once. The exception is one with an idempotency key; if the client generated it, only
 * this call can repeat it.
 *
 * @returns `undefined` if the request can be repeated
 */
export function nonIdempotent(
  method: Method,
  path: string,
  body: unknown,
  { generatedKey = false, token }: RequestOptions = {},
): NonIdempotent | undefined {
  if (method !== 'post') return undefined;
  const { idempotencyKey, checkFirst = 'Check whether it was carried out before you send it again.' } =
    factsOf(method, path);
  const key = idempotencyKey !== undefined && isRecord(body) && ownProperty(body, idempotencyKey);
  const retriable = isIdempotencyKey(key);
  if (retriable && !generatedKey) return undefined;
  return { advice: checkFirst, filename: filenameIn(body), token, from: new Date(), retriable };
}

/** Whether a value is a valid idempotency key. A blank one is not: the server may ignore it. */
export function isIdempotencyKey(value: unknown): value is string {
  return typeof value === 'string' && new RegExp(String.raw`^(?=.*[^\s\p{C}]).{1,255}$`, 'su').test(value);
}

function filenameIn(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const { filename_override: override, filename, file } = body;
  const name = override ?? filename ?? (isBlob(file) ? lastSegment(file) : undefined);
  return typeof name === 'string' ? name : undefined;
}
