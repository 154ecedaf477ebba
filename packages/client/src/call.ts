import type { ErrorBody } from '@optimaldial/types';
import { errorFrom } from './errors/api-error.ts';
import type { Exchange, ExchangeOptions } from './exchange.ts';
import type {
  Method,
  OperationAt,
  PathWith,
  RawCall,
  RawCalls,
  RawOptions,
  RawResult,
  Success,
} from './raw-types.ts';
import { isRecord } from './record.ts';
import type { Answer } from './wire.ts';

/** A typed call that returns the data or throws: what every named convenience is made of. */
export type Invoke = <M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  options: RawOptions<OperationAt<P, M>>,
) => Promise<Success<OperationAt<P, M>>>;

/** Makes the calls that throw. */
export function createInvoke(exchange: Exchange): Invoke {
  return async <M extends Method, P extends PathWith<M>>(
    method: M,
    path: P,
    options: RawOptions<OperationAt<P, M>>,
  ) => {
    const answer = await exchange(method, path, options);
    if (!answer.ok) throw errorFrom(answer);
    // The wire is trusted to be as described: an unknown field or value passes through.
    return answer.body as Success<OperationAt<P, M>>;
  };
}

/** Makes the raw calls, which return the error. */
export function createRawCalls(exchange: Exchange): RawCalls {
  const raw =
    <M extends Method>(method: M): RawCall<M> =>
    async <P extends PathWith<M>>(path: P, ...[options]: readonly [ExchangeOptions?]) => {
      const answer = await exchange(method, path, options);
      const { response } = answer;
      const result = answer.ok ? { data: answer.body, response } : { error: errorBody(answer), response };
      return result as RawResult<OperationAt<P, M>>;
    };
  return { GET: raw('get'), POST: raw('post'), PATCH: raw('patch'), DELETE: raw('delete') };
}

// openapi-fetch has no `error` for an empty body; here a failure always has one, of the described shape.
function errorBody({ status, body }: Answer): ErrorBody {
  return isErrorBody(body) ? body : { detail: `The server answered ${status} without a readable error.` };
}

function isErrorBody(body: unknown): body is ErrorBody {
  return isRecord(body) && (typeof body['detail'] === 'string' || isRecord(body['detail']));
}
