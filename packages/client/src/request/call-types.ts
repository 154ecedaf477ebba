import type { ErrorBody, paths } from '@optimaldial/types';
import type { CallOptions } from './call-options.ts';

/** HTTP methods of the raw calls. */
export type Method = 'get' | 'post' | 'patch' | 'delete';

/** Path templates of the spec that have the method. */
export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

/** The operation at a path and method. */
export type OperationAt<P extends keyof paths, M extends Method> =
  paths[P] extends Record<M, infer O> ? O : never;

/** The query parameters of the operation at a path and method. */
export type Query<P extends keyof paths, M extends Method> =
  OperationAt<P, M> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];

type Params<O> = O extends { parameters: infer P }
  ? [RequiredKeys<P>] extends [never]
    ? { readonly params?: P | undefined }
    : { readonly params: P }
  : unknown;

// An operation without a body has `requestBody?: never`, which an optional body would match too.
type Body<O> = O extends { requestBody: { content: infer C } }
  ? { readonly body: C[keyof C] }
  : O extends { requestBody?: infer B }
    ? [NonNullable<B>] extends [never]
      ? unknown
      : NonNullable<B> extends { content: infer C }
        ? { readonly body?: C[keyof C] | undefined }
        : unknown
    : unknown;

/** The parameters and body of an operation. */
export type InputOf<O> = Params<O> & Body<O> & object;

/** The parameters and body of an operation, and the options of every call. */
export type RawOptions<O> = InputOf<O> & CallOptions;

type Arguments<O> = [RequiredKeys<RawOptions<O>>] extends [never]
  ? [options?: RawOptions<O>]
  : [options: RawOptions<O>];

/** The body of a successful response. */
export type Success<O> = O extends { responses: infer R }
  ? {
      [S in keyof R]: S extends 200 | 201 | 202
        ? R[S] extends { content: infer C }
          ? C[keyof C]
          : undefined
        : S extends 204
          ? undefined
          : never;
    }[keyof R]
  : never;

/** The result of a raw call: `data` for a success, `error` for any other status, never both. */
export type RawResult<O> =
  | { data: Success<O>; error?: never; response: Response }
  | { data?: never; error: ErrorBody; response: Response };

/**
 * A typed call by path template. Returns `error` for an error status, even if the server sent no readable
 * body. Only a POST that may have been carried out throws instead.
 *
 * @throws InvalidInputError if a path parameter is invalid; nothing was sent
 * @throws ConnectionError if no response arrived
 * @throws TimeoutError if the response took longer than `timeout` or `deadline`
 * @throws UnreadableResponseError if the body of a success can't be what the spec describes
 * @throws OutcomeUnknownError if a POST may have been carried out, including after a 5xx, 408 or redirect
 */
export type RawCall<M extends Method> = <P extends PathWith<M>>(
  path: P,
  ...options: Arguments<OperationAt<P, M>>
) => Promise<RawResult<OperationAt<P, M>>>;

/** The raw calls, one per HTTP method. */
export interface RawCalls {
  /** Calls an operation of the spec with GET. */
  readonly GET: RawCall<'get'>;
  /** Calls an operation with POST. Never retried once it may have been processed, unless it has an idempotency key. */
  readonly POST: RawCall<'post'>;
  /** Calls an operation with PATCH. */
  readonly PATCH: RawCall<'patch'>;
  /** Calls an operation with DELETE. */
  readonly DELETE: RawCall<'delete'>;
}
