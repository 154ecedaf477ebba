import type { ConnectPhase } from '../../errors/call-error.ts';
import { isRecord } from '../../is-record.ts';

// Failed to resolve the name or to connect. Node.js reports a code or a system call; Bun and Deno use
// wording of their own.
const CONNECT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_(CONNECT_TIMEOUT|INVALID_ARG|PRX_TLS|CLOSED|NOT_SUPPORTED)|ConnectionRefused|FailedToOpenSocket|DNS\w+)$/;
const CONNECT_CALLS = /^(connect|getaddrinfo)$/;
const CONNECT_TEXTS =
  /(^|reason: )(connect|getaddrinfo) E[A-Z]|before secure TLS connection|client error \(Connect\)|^bad port$|HTTP Tunneling|^Proxy (response|connection ended before)|^tunneling socket could not/;

// The certificate was rejected, or client and server share no TLS version or cipher. A retry fails, too.
const CERTIFICATE =
  /CERT|^CRL_|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH|HOSTNAME_MISMATCH|^ERR_SSL_.*(VERSION(_NUMBER|_TOO_LOW)?|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|SHARED_CIPHER|UNRECOGNIZED_NAME)$/;
const CERTIFICATE_TEXTS =
  /wrong version number|handshake fail|unsupported protocol|protocol version|unrecognized name|invalid peer certificate/i;

/**
 * The phase in which a request failed, if nothing had been sent by then. Based on the phase that the
 * runtime reports, not on a list of possible failures.
 *
 * @param cause what `fetch` rejected with; its own causes are examined too
 * @returns `undefined` if something may have been sent
 */
export function connectPhase(cause: unknown, depth = 0): ConnectPhase | undefined {
  if (!isRecord(cause) || depth > 4) return undefined;
  const { code, syscall, message, errors } = cause;
  // Several addresses were tried: each one must have failed in this phase.
  if (Array.isArray(errors) && errors.length > 0) {
    const phases = errors.map((error) => connectPhase(error, depth + 1));
    return phases.every((phase) => phase !== undefined) ? phases[0] : undefined;
  }
  if (matches(CERTIFICATE, code) || matches(CERTIFICATE_TEXTS, message)) return 'certificate';
  if (matches(CONNECT, code) || matches(CONNECT_CALLS, syscall) || matches(CONNECT_TEXTS, message)) {
    return 'connect';
  }
  return connectPhase(cause['cause'], depth + 1);
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}
