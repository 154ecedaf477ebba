/**
 * Calls that fail before anything is sent, paid ones included. Each error says so, and an invalid
 * certificate is not retried.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { createClient, type AttemptEvent } from '@optimaldial/client';
import { phoneNumbers } from '@optimaldial/testing';
import { makeCertificate, type Certificate } from '../support/certificate.ts';
import { expectSame, failOnUnhandledErrors, rejection } from '../support/expect.ts';

const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const phone_numbers = phoneNumbers(100);

const day = (days: number): Date => new Date(Date.now() + days * 86_400_000);

// Node reads the certificates that it trusts when it starts.
const given = process.env['TRUSTED_CERTIFICATES'];
if (given === undefined) await startTrusting();
else await playAll(JSON.parse(given) as Certificates);

interface Certificates {
  readonly expired: Certificate;
  readonly another: Certificate;
}

/** Restarts this program in a Node that trusts two certificates, which are invalid for other reasons. */
async function startTrusting(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-tls-'));
  const expired = makeCertificate(['127.0.0.1'], day(-20), day(-10));
  const another = makeCertificate(['127.0.0.2'], day(-1), day(10));
  const file = join(folder, 'trusted.pem');
  try {
    await writeFile(file, expired.cert + another.cert);
    const env = {
      ...process.env,
      NODE_EXTRA_CA_CERTS: file,
      TRUSTED_CERTIFICATES: JSON.stringify({ expired, another }),
    };
    execFileSync(process.execPath, process.argv.slice(1), { env, stdio: 'inherit' });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function playAll({ expired, another }: Certificates): Promise<void> {
  failOnUnhandledErrors();
  const unknown = makeCertificate(['127.0.0.1'], new Date(0), day(1));
  let requests = 0;
  const plain = await listen(
    createPlainServer((_, response) => {
      requests += 1;
      response.end();
    }),
  );
  const tls = async (options: object): Promise<string> =>
    `https://127.0.0.1:${await listen(createTlsServer(options, (socket) => socket.on('data', () => (requests += 1))))}`;
  const cut = await listen(createServer((socket) => socket.once('data', () => socket.destroy())));
  const gone = createServer();
  const closed = await listen(gone);
  gone.close();
  await once(gone, 'close');
  const old = { ...unknown, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };

  await Promise.all([
    fails('a self-signed certificate', await tls(unknown), 'certificate', 1),
    fails('an expired certificate', await tls(expired), 'certificate', 1),
    fails('a certificate of another host', await tls(another), 'certificate', 1),
    fails('no TLS version in common', await tls(old), 'certificate', 1),
    fails('https to an http port', `https://127.0.0.1:${plain}`, 'certificate', 1),
    fails('an interrupted TLS handshake', `https://127.0.0.1:${cut}`, 'connect', 2),
    fails('a refused port', `http://127.0.0.1:${closed}`, 'connect', 2),
    fails('a refused port of a name', `http://localhost:${closed}`, 'connect', 2),
    fails('an unreachable host', 'https://255.255.255.255', 'connect', 2),
    fails('an address without a route', 'https://[ff02::1]', 'connect', 2),
    fails('a port that fetch blocks', 'http://127.0.0.1:6000', 'connect', 2),
    fails('an unknown host', 'https://optimaldial.invalid', 'connect', 2),
  ]);
  expectSame('received requests', requests, 0);
  console.log('done');
  process.exit();
}

async function fails(what: string, baseUrl: string, phase: string, tries: number): Promise<void> {
  let attempts: AttemptEvent[] = [];
  const onAttempt = (event: AttemptEvent): void => void attempts.push(event);
  const client = createClient({ apiKey: `od_live_${'x'.repeat(32)}`, baseUrl, onAttempt, maxRetries: 1 });
  const file = new File(['Phone\r\n', '+14155550123\r\n'.repeat(100)], 'leads.csv');
  const calls = [
    () => client.uploads.retrieve(ID),
    () => client.uploads.create({ phone_numbers }, { reconcile: true }),
    () => client.uploads.create({ file, phone_column: 'Phone' }),
  ];
  for (const call of calls) {
    attempts = [];
    const error = await rejection(what, call());
    expectSame(`${what}: code`, error.code, 'connection');
    expectSame(`${what}: phase`, Reflect.get(error, 'phase'), phase);
    expectSame(`${what}: attempts`, attempts.length, tries);
    if (!error.message.includes('Nothing was sent')) throw new Error(`${what}: ${error.message}`);
  }
}

async function listen(server: Server): Promise<number> {
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
