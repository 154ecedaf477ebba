/**
 * `X-Request-Id` of an answer, for a question to OptimalDial. The documentation names no such header; the
 * usual one is kept where it comes and looks like an id.
 */
export function requestId(headers: Headers): string | undefined {
  const id = headers.get('x-request-id');
  return id !== null && /^[\w.:/+=-]{1,128}$/.test(id) ? unlikeSecret(id) : undefined;
}

// A request id may well be a long number, so that only a key or a URL disqualifies it; runs of digits
// are taken for a phone number where they have the length and the sign of one.
function unlikeSecret(id: string): string | undefined {
  return /^\+?\d{10,15}$/.test(id) || /od_[a-z0-9]+_|:\/\//i.test(id) ? undefined : id;
}
