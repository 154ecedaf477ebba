import type { ErrorBody } from '@optimaldial/types';
import { errorFrom } from '../errors/from-response.ts';
import { isRecord } from '../is-record.ts';
import { failedResponse, type ApiResponse } from '../transport/types.ts';
import type { CallOptions, RequestOptions } from './call-options.ts';
import type {
  InputOf,
  Method,
  OperationAt,
  PathWith,
  RawCall,
  RawCalls,
  RawResult,
  Success,
} from './call-types.ts';
import type { Input, SendOperation } from './openapi-fetch.ts';
import { checkTemplate } from './path.ts';

/** A typed call that returns the data or throws. Every named method of the client uses it. */
export type CallOperation = <M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  input: InputOf<OperationAt<P, M>>,
  options?: RequestOptions,
) => Promise<Success<OperationAt<P, M>>>;

/** Creates the call that throws for an error status. */
export function createCall(sendOperation: SendOperation): CallOperation {
  return async <M extends Method, P extends PathWith<M>>(
    method: M,
    path: P,
    input: InputOf<OperationAt<P, M>>,
    options?: RequestOptions,
  ) => {
    const response = await sendOperation(method, path, input, options);
    if (!response.ok) throw errorFrom(failedResponse(response));
    options?.onHeaders?.(response.response.headers);
    // Trusted to match the spec: unknown fields and values pass through.
    return response.body as Success<OperationAt<P, M>>;
  };
}

/** Creates the raw calls, which return the error. */
export function createRawCalls(sendOperation: SendOperation): RawCalls {
  const raw =
    <M extends Method>(method: M): RawCall<M> =>
    async <P extends PathWith<M>>(path: P, ...[options]: readonly [(Input & CallOptions)?]) => {
      checkTemplate(path);
      const result = await sendOperation(method, path, options ?? {}, options);
      const { response } = result;
      return (
        result.ok ? { data: result.body, response } : { error: errorBody(result), response }
      ) as RawResult<OperationAt<P, M>>;
    };
  return { GET: raw('get'), POST: raw('post'), PATCH: raw('patch'), DELETE: raw('delete') };
}

// Always an error body as in the spec, even if the response had none.
function errorBody({ status, body }: ApiResponse): ErrorBody {
  return isErrorBody(body) ? body : { detail: `The server returned ${status} without an error message.` };
}

function isErrorBody(body: unknown): body is ErrorBody {
  return isRecord(body) && (typeof body['detail'] === 'string' || isRecord(body['detail']));
}
