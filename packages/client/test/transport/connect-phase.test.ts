import { expect, test } from 'vitest';
import { connectPhase } from '../../src/transport/platform/connect-phase.ts';
import { networkError, respondWith, settle, useFakeClock } from '../support/fake-clock.ts';
import { phoneList } from '../support/fake-fetch.ts';

useFakeClock();

const system = (code: string, syscall?: string, message = code) =>
  Object.assign(new Error(message), { code, syscall });
const failed = (cause: unknown) => new TypeError('fetch failed', { cause });
const several = (...errors: Error[]) =>
  failed(Object.assign(new AggregateError(errors), { code: 'ECONNREFUSED' }));
/** An error of node-fetch. */
const nodeFetch = (code: string, reason: string, more: object = {}) =>
  Object.assign(new Error(`request to https://h.example/ failed, reason: ${reason}`), {
    name: 'FetchError',
    type: 'system',
    errno: code,
    code,
    ...more,
  });

/** An error of Deno. */
const deno = (phase: string, reason: string) =>
  new TypeError(`error sending request for url (https://h.example/): client error (${phase}): ${reason}`);
const codes = (text: string): string[] => text.trim().split(/\s+/);

const CONNECT: [string, unknown][] = [
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL', 'ECONNRESET', 'EACCES', 'EMFILE'].map(
    (code): [string, unknown] => [`${code} of connect`, failed(system(code, 'connect'))],
  ),
  ['a name without an address', failed(system('ENODATA', 'getaddrinfo'))],
  ['EAI_AGAIN without a system call', networkError('EAI_AGAIN')],
  ['a connect timeout of undici', networkError('UND_ERR_CONNECT_TIMEOUT')],
  ['a dispatcher that was closed', networkError('UND_ERR_CLOSED')],
  ['several addresses, all connecting', several(system('ECONNREFUSED', 'connect'), system('X', 'connect'))],
  [
    'a TLS handshake that was cut off',
    failed(
      system(
        'ECONNRESET',
        undefined,
        'Client network socket disconnected before secure TLS connection was established',
      ),
    ),
  ],
  ['no address at all', failed(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }))],
  ['a bad port', failed(new Error('bad port'))],
  [
    'a proxy that refuses CONNECT, in undici',
    failed(system('UND_ERR_ABORTED', undefined, 'Proxy response (407) !== 200 when HTTP Tunneling')),
  ],
  [
    'a proxy that closes, in https-proxy-agent',
    nodeFetch('ERR', 'x', { cause: new Error('Proxy connection ended before receiving CONNECT response') }),
  ],
  [
    'a proxy that refuses, in tunnel-agent',
    system('ECONNRESET', undefined, 'tunneling socket could not be established, statusCode=407'),
  ],
  ['a TLS proxy that is not accepted', networkError('UND_ERR_PRX_TLS')],
  ['Bun: refused', Object.assign(new Error('Unable to connect.'), { code: 'ConnectionRefused' })],
  ['Bun: no socket', Object.assign(new Error('x'), { code: 'FailedToOpenSocket' })],
  ['Bun: name', Object.assign(new Error('x'), { code: 'DNSNameNotFound' })],
  ['Deno: refused', deno('Connect', 'tcp connect error: Connection refused (os error 111)')],
  [
    'node-fetch 3: unreachable',
    nodeFetch('EHOSTUNREACH', 'connect EHOSTUNREACH 1.1.1.1:443', { erroredSysCall: 'connect' }),
  ],
  ['node-fetch 2: unreachable', nodeFetch('EHOSTUNREACH', 'connect EHOSTUNREACH 1.1.1.1:443')],
  ['node-fetch 2: name', nodeFetch('ENODATA', 'getaddrinfo ENODATA h.example')],
];

const CERTIFICATE: [string, unknown][] = [
  ...codes(`
    DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN CERT_HAS_EXPIRED CERT_NOT_YET_VALID
    CERT_REVOKED UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    HOSTNAME_MISMATCH INVALID_CA ERR_TLS_CERT_ALTNAME_INVALID ERR_SSL_WRONG_VERSION_NUMBER
    ERR_SSL_UNSUPPORTED_PROTOCOL ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION
    ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ERR_SSL_TLSV1_UNRECOGNIZED_NAME ERR_SSL_NO_SHARED_CIPHER
    ERR_SSL_VERSION_TOO_LOW
  `).map((code): [string, unknown] => [code, networkError(code)]),
  ['an EPROTO of OpenSSL', failed(system('EPROTO', 'write', 'SSL routines::wrong version number'))],
  ['node-fetch', nodeFetch('CERT_HAS_EXPIRED', 'certificate has expired')],
  ['Deno', deno('Connect', 'invalid peer certificate: UnknownIssuer')],
];

const MAY_BE_SENT: [string, unknown][] = [
  ...codes(`
    ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH UND_ERR_SOCKET UND_ERR_HEADERS_TIMEOUT
    UND_ERR_DESTROYED UND_ERR_ABORTED ERR_SSL_PROTOCOL_IS_SHUTDOWN
    ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC
    ERR_SSL_CIPHER_OPERATION_FAILED ERR_SSL_PROTOCOL_ERROR ERR_HTTP2_PROTOCOL_ERROR
    ConnectionClosed
  `).map((code): [string, unknown] => [code, networkError(code)]),
  ['ECONNRESET of read', failed(system('ECONNRESET', 'read', 'read ECONNRESET'))],
  ['EPIPE of write', failed(system('EPIPE', 'write', 'write EPIPE'))],
  ['several addresses, one of them read', several(system('A', 'connect'), system('ECONNRESET', 'read'))],
  ['several errors that say nothing', failed(new AggregateError([undefined, 'x']))],
  ['an empty list of errors', failed(Object.assign(new AggregateError([]), { code: 'EPIPE' }))],
  ['node-fetch', nodeFetch('ECONNRESET', 'socket hang up')],
  ['a channel that was closed', failed(new Error('disconnect EPIPE'))],
  ['a text', 'connect ECONNREFUSED'],
  ['undefined', undefined],
  [
    'an error that is its own cause',
    Object.assign(new Error('x'), {
      get cause(): unknown {
        return this;
      },
    }),
  ],
  ['Deno: closed', deno('SendRequest', 'connection closed before message completed')],
];

test.each(CONNECT)('connectPhase: is connect for %s', (_, cause) => {
  expect(connectPhase(cause)).toBe('connect');
});

test.each(CERTIFICATE)('connectPhase: is certificate for %s', (_, cause) => {
  expect(connectPhase(cause)).toBe('certificate');
});

test.each(MAY_BE_SENT)('connectPhase: is undefined for %s', (_, cause) => {
  expect(connectPhase(cause)).toBeUndefined();
});

test('uploads.create: is retried when a wrapper throws a bare TypeError before connecting', async () => {
  const { client, requests } = respondWith([new TypeError('getaddrinfo ENOTFOUND h.example'), 200]);
  expect((await settle(client.uploads.create(phoneList))).error).toBeUndefined();
  expect(requests).toHaveLength(2);
});

test('uploads.create: the outcome is unknown when TLS fails after the handshake', async () => {
  const { client, requests } = respondWith([networkError('ERR_SSL_PROTOCOL_IS_SHUTDOWN'), 200]);
  expect((await settle(client.uploads.create(phoneList))).error).toMatchObject({
    code: 'outcome_unknown',
    cause: { phase: 'sending' },
  });
  expect(requests).toHaveLength(1);
});
