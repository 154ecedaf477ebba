import type { CallLimits } from '../time/limits.ts';
import type { ErrorBody, paths } from '@optimaldial/types';

/** Options of every call, raw or convenience. */
export interface CallOptions extends CallLimits {
  /** Ends the call; it then rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Headers to send besides those of the client. `authorization` (the key is `apiKey`) and headers of the connection are refused. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
}

/** The methods that the raw calls offer. */
export type Method = 'get' | 'post' | 'patch' | 'delete';

/** The path templates of the description that have the method. */
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

// An operation without a body has `requestBody?: never`, which would match an optional one.
type Body<O> = O extends { requestBody: { content: infer C } }
  ? { readonly body: C[keyof C] }
  : O extends { requestBody?: infer B }
    ? [NonNullable<B>] extends [never]
      ? unknown
      : NonNullable<B> extends { content: infer C }
        ? { readonly body?: C[keyof C] | undefined }
        : unknown
    : unknown;

/** What an operation takes. */
export type InputOf<O> = Params<O> & Body<O> & object;

/** What an operation takes, and the options of every call; nothing else. */
export type RawOptions<O> = InputOf<O> & CallOptions;

type Arguments<O> = [RequiredKeys<RawOptions<O>>] extends [never]
  ? [options?: RawOptions<O>]
  : [options: RawOptions<O>];

/** What a call gives when it succeeds. */
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

/** The outcome of a raw call: `data` for a success, `error` for any other status, never both. */
export type RawResult<O> =
  | { data: Success<O>; error?: never; response: Response }
  | { data?: never; error: ErrorBody; response: Response };

/**
 * A typed call by path template. For an error status it returns `error`, which is always there, also if the
 * server sent no readable body. Only a POST that may have been carried out throws instead.
 *
 * @throws InvalidInputError for a bad path parameter, before anything is sent
 * @throws ConnectionError if no response came
 * @throws TimeoutError if it came too late
 * @throws UnreadableResponseError for a success whose body can't be what the spec describes
 * @throws OutcomeUnknownError if a POST may have been carried out; also for a 5xx, 408 or redirect
 */
export type RawCall<M extends Method> = <P extends PathWith<M>>(
  path: P,
  ...options: Arguments<OperationAt<P, M>>
) => Promise<RawResult<OperationAt<P, M>>>;

/** The raw calls, one for each method. */
export interface RawCalls {
  readonly GET: RawCall<'get'>;
  readonly POST: RawCall<'post'>;
  readonly PATCH: RawCall<'patch'>;
  readonly DELETE: RawCall<'delete'>;
}
