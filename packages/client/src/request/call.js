import { errorFrom } from '../errors/api-error.ts';
import { checkTemplate } from './path.ts';
import { isRecord } from '../is-record.ts';
/** Makes the calls that throw. */
export function createInvoke(exchange) {
  return async (method, path, input, options) => {
    const answer = await exchange(method, path, input, options);
    if (!answer.ok) throw errorFrom(answer);
    // The wire is trusted to be as described: an unknown field or value passes through.
    return answer.body;
  };
}
/** Makes the raw calls, which return the error. */
export function createRawCalls(exchange) {
  const raw =
    (method) =>
    async (path, ...[options]) => {
      checkTemplate(path);
      const answer = await exchange(method, path, options ?? {}, options);
      const { response } = answer;
      const result = answer.ok ? { data: answer.body, response } : { error: errorBody(answer), response };
      return result;
    };
  return { GET: raw('get'), POST: raw('post'), PATCH: raw('patch'), DELETE: raw('delete') };
}
// A failure always has an error of the shape of the spec, also if its body was empty.
function errorBody({ status, body }) {
  return isErrorBody(body) ? body : { detail: `The server answered ${status} without a readable error.` };
}
function isErrorBody(body) {
  return isRecord(body) && (typeof body['detail'] === 'string' || isRecord(body['detail']));
}
