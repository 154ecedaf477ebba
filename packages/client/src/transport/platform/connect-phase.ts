import { isRecord } from '../../is-record.ts';
import type { ConnectPhase } from './types.ts';

// Refused or unreachable while connecting, or a name that doesn't resolve. Node has these as codes, or
// says it by the system call; Bun and Deno have words of their own for it.
const CONNECT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|UND_ERR_(CONNECT_TIMEOUT|INVALID_ARG|PRX_TLS|CLOSED|NOT_SUPPORTED)|ConnectionRefused|FailedToOpenSocket|DNS\w+)$/;
const CONNECT_CALLS = /^(connect|getaddrinfo)$/;
const CONNECT_TEXTS =
  /(^|reason: )(connect|getaddrinfo) E[A-Z]|before secure TLS connection|client error \(Connect\)|^bad port$|HTTP Tunneling|^Proxy (response|connection ended before)|^tunneling socket could not/;

// The server's certificate, or no version or cipher in common: the same a moment later.
const CERTIFICATE =
  /CERT|^CRL_|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH|HOSTNAME_MISMATCH|^ERR_SSL_.*(VERSION(_NUMBER|_TOO_LOW)?|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|SHARED_CIPHER|UNRECOGNIZED_NAME)$/;
const CERTIFICATE_TEXTS =
  /wrong version number|handshake fail|unsupported protocol|protocol version|unrecognized name|invalid peer certificate/i;

/**
 * Where a request failed, if nothing of it had been sent by then. Decided by the phase that the runtime
 * reports, not by a list of what can go wrong in it.
 *
 * @param cause what `fetch` rejected with; its causes are looked at too
 * @returns `undefined` if something may have been sent
 */
export function connectPhase(cause: unknown, depth = 0): ConnectPhase | undefined {
  if (!isRecord(cause) || depth > 4) return undefined;
  const { code, syscall, message, errors } = cause;
  // Several addresses were tried: each has to have failed so.
  if (Array.isArray(errors) && errors.length > 0) {
    const phases = errors.map((one) => connectPhase(one, depth + 1));
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
