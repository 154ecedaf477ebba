import { isOptimalDialError } from '../errors/base.ts';
import { UnreadableResponseError } from '../errors/call-error.ts';
import { requestId } from '../response/request-id.ts';
/** Calls the observer. */
export function notify(onAttempt, request, ended) {
  const { number, answer, error, duration, pauseMs } = ended;
  observe(onAttempt, {
    method: request.method,
    path: request.plan.template,
    attempt: number,
    status: answer?.status ?? (error instanceof UnreadableResponseError ? error.status : undefined),
    code: isOptimalDialError(error) ? error.code : undefined,
    requestId: answer && requestId(answer.response.headers, answer.key),
    duration,
    pause: pauseMs,
  });
}
const ignore = () => undefined;
/** Calls back, and ignores what the callback throws or rejects with. */
export function observe(callback, value) {
  // A callback may be async, whatever its type says.
  (async () => {
    await callback?.(value);
  })().catch(ignore);
}
