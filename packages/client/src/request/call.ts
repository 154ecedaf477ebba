import type { ErrorBody } from '@optimaldial/types';
import { errorFrom } from '../errors/api-error.ts';
import type { Exchange, Input } from './openapi-fetch.ts';
import { checkTemplate } from './path.ts';
import type {
  CallOptions,
  InputOf,
  Method,
  OperationAt,
  PathWith,
  RawCall,
  RawCalls,
  RawResult,
  Success,
} from './call-types.ts';
import { isRecord } from '../is-record.ts';
import type { ApiResponse } from '../transport/types.ts';

/** A typed call that returns the data or throws: what every named convenience is made of. */
export type Invoke = <M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  input: InputOf<OperationAt<P, M>>,
  options?: CallOptions,
) => Promise<Success<OperationAt<P, M>>>;

/** Makes the calls that throw. */
export function createCall(exchange: Exchange): Invoke {
  return async <M extends Method, P extends PathWith<M>>(
    method: M,
    path: P,
    input: InputOf<OperationAt<P, M>>,
    options?: CallOptions,
  ) => {
    const answer = await exchange(method, path, input, options);
    if (!answer.ok) throw errorFrom(answer);
    // The wire is trusted to be as described: an unknown field or value passes through.
    return answer.body as Success<OperationAt<P, M>>;
  };
}

/** Makes the raw calls, which return the error. */
export function createRawCalls(exchange: Exchange): RawCalls {
  const raw =
    <M extends Method>(method: M): RawCall<M> =>
    async <P extends PathWith<M>>(path: P, ...[options]: readonly [(Input & CallOptions)?]) => {
      checkTemplate(path);
      const answer = await exchange(method, path, options ?? {}, options);
      const { response } = answer;
      const result = answer.ok ? { data: answer.body, response } : { error: errorBody(answer), response };
      return result as RawResult<OperationAt<P, M>>;
    };
  return { GET: raw('get'), POST: raw('post'), PATCH: raw('patch'), DELETE: raw('delete') };
}

// A failure always has an error of the shape of the spec, also if its body was empty.
function errorBody({ status, body }: ApiResponse): ErrorBody {
  return isErrorBody(body) ? body : { detail: `The server answered ${status} without a readable error.` };
}

function isErrorBody(body: unknown): body is ErrorBody {
  return isRecord(body) && (typeof body['detail'] === 'string' || isRecord(body['detail']));
}
