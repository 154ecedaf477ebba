/**
 * What to do after an error. `retry`: the same call can succeed later, and repeating it is safe. `check`: it
 * may have happened, so search before you repeat it. `person`: someone has to act (API key, credits,
 * subscription, configuration, web app), then the same call can succeed. `give_up`: the same call will fail
 * again.
 */
export type Next = 'retry' | 'check' | 'person' | 'give_up';

/**
 * The verdict for each code, and the only list of codes. A class can refine its verdict when it is
 * constructed. `pnpm --filter @optimaldial/checks messages` copies the comments into the README.
 */
export const NEXT = {
  /** an option is invalid; nothing was sent */
  configuration: 'person',
  /** an argument is invalid; nothing was sent. `check` if a file changed while it was sent, `person` above `maxCredits` */
  invalid_input: 'give_up',
  /** 401 */
  authentication: 'person',
  /** 402 */
  insufficient_credits: 'person',
  /** 403 */
  permission: 'person',
  /** 404 */
  not_found: 'give_up',
  /** 400, 413, 415 or 422. `person` for a webhook endpoint, whose ping may have failed (400) */
  invalid_request: 'give_up',
  /** 429 */
  rate_limited: 'retry',
  /** another 4xx; base class of the six above and of `ServerError` */
  refused: 'give_up',
  /** 5xx or 408. `give_up` if the status isn't transient */
  server: 'retry',
  /** 3xx; never followed, to protect the API key */
  redirect: 'person',
  /** no response, or the connection broke while reading it. `person` if the certificate was rejected */
  connection: 'retry',
  /** no complete response within `timeout` or `deadline` */
  timeout: 'retry',
  /** the `limiter` of the client failed; nothing was sent */
  limiter: 'retry',
  /** a request that can't be repeated safely may have been processed */
  outcome_unknown: 'check',
  /** the storage didn't return the file. `retry` for a transient status, `give_up` for another 4xx or 5xx */
  download: 'person',
  /** `wait`: the upload ended with another status; see `error.upload` */
  upload_not_completed: 'give_up',
  /** `wait`: a person has to continue in the web app */
  waiting_for_person: 'person',
  /** `wait`: the `deadline` passed; processing continues */
  wait_timeout: 'retry',
  /** a delivery failed verification; see `error.reason` */
  webhook_verification: 'give_up',
  /** the server returned the same cursor twice */
  pagination: 'give_up',
  /** a successful response was empty, truncated or not what the spec requires */
  unreadable_response: 'retry',
  /** `@optimaldial/jobs`: the upload of a job failed, was cancelled or was rejected */
  job_failed: 'give_up',
  /** `@optimaldial/jobs`: someone has to decide whether a list was sent */
  job_needs_review: 'person',
  /** `@optimaldial/jobs`: a key was used for another list or account */
  job_conflict: 'person',
  /** `@optimaldial/jobs`: a list exceeds what is left of the budget. `person` if it exceeds the whole budget */
  job_over_budget: 'retry',
  /** `@optimaldial/jobs`: the store could not read or write a job. `person` if someone has to act first */
  job_store: 'retry',
} as const;

/** The `code` of an error. Codes are stable and survive minification. */
export type ErrorCode = keyof typeof NEXT;

/** Whether a value is a code of this package. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(NEXT, value);
}

/** Whether a value is a verdict. */
export function isNext(value: unknown): value is Next {
  return Object.values<unknown>(NEXT).includes(value);
}
