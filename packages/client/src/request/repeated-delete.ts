import { isRecord } from '../is-record.ts';
import type { ApiResponse } from '../transport/types.ts';
import type { CallOptions } from './call-options.ts';
import type { Input, SendOperation } from './openapi-fetch.ts';
import { factsOf, type OperationFacts } from './operations.ts';

const FINISHED: readonly unknown[] = ['cancelled', 'discarded'];

/**
 * Adds the meaning of a DELETE that was sent more than once: an error may be the response to a repetition
 * of a DELETE that succeeded. If so, returns what the first one would have returned.
 */
export function withRepeatedDeletes(sendOperation: SendOperation): SendOperation {
  return (method, path, input, options) => {
    const sent = sendOperation(method, path, input, options);
    const { repeatedDelete } = factsOf(method, path);
    return repeatedDelete ? settle(sendOperation, path, sent, repeatedDelete, input, options) : sent;
  };
}

async function settle(
  sendOperation: SendOperation,
  path: string,
  sent: Promise<ApiResponse>,
  repeatedDelete: NonNullable<OperationFacts['repeatedDelete']>,
  { params }: Input,
  options: CallOptions | undefined,
): Promise<ApiResponse> {
  const response = await sent;
  const { repeated, status, left } = response;
  if (!repeated || status < 400 || status >= 500) return response;
  if (repeatedDelete === 'gone') return status === 404 ? success(response, undefined) : response;
  if (left <= 0) return response;
  const now = await sendOperation('get', path, { params }, { ...options, deadline: left });
  if (!now.ok || !isRecord(now.body) || !FINISHED.includes(now.body['status'])) return response;
  return success(now, repeatedDelete(now.body));
}

function success(response: ApiResponse, body: object | undefined): ApiResponse {
  return { ...response, ok: true, body };
}
