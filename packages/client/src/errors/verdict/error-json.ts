import { isErrorCode, isNext, type ErrorCode, type Next } from './codes.ts';

/** The JSON of an error. Contains no secrets and no personal data, and only what is known. */
export interface ErrorJson {
  /** Name of the class. */
  readonly name: string;
  /** What failed and how to fix it. */
  readonly message: string;
  /** Identifies the kind of failure. */
  readonly code: ErrorCode;
  /** What to do next. */
  readonly next: Next;
  /** Seconds to wait before the next call. */
  readonly retryAfter?: number;
  /** HTTP method, in upper case. */
  readonly method?: string;
  /** Path of the URL, without host and query. */
  readonly path?: string;
  /** HTTP status of the response, or status of the upload for an error of `uploads.wait`. */
  readonly status?: number | string;
  /** `X-Request-Id` of the response. */
  readonly requestId?: string;
  /** Number of attempts. */
  readonly attempts?: number;
  /** Token in the filename of an upload whose outcome is unknown. */
  readonly token?: string;
}

/** What every transport has to keep. */
export type Verdict = Pick<ErrorJson, 'name' | 'code' | 'next'> & {
  readonly retryAfter?: number | undefined;
};

const OPTIONAL = [
  'retryAfter',
  'method',
  'path',
  'status',
  'requestId',
  'attempts',
  'token',
] as const satisfies (keyof ErrorJson)[];

/** Picks the fields of the JSON that an error has. */
export function pickFields(error: Verdict & { readonly message: string }): ErrorJson {
  const own: Readonly<Record<string, unknown>> = { ...error };
  const { name, message, code, next } = error;
  return Object.assign(
    { name, message, code, next },
    Object.fromEntries(OPTIONAL.flatMap((key) => (own[key] === undefined ? [] : [[key, own[key]]]))),
  );
}

/** Whether a value has the fields that every error has. A foreign error lacks `next`. */
export function hasVerdict(value: Readonly<Record<string, unknown>>): value is typeof value & Verdict {
  const { name, message, code, next, retryAfter = 0 } = value;
  return (
    typeof name === 'string' &&
    /.Error$/.test(name) &&
    typeof message === 'string' &&
    isErrorCode(code) &&
    isNext(next) &&
    typeof retryAfter === 'number'
  );
}
