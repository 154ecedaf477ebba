import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** A private key and its certificate, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Creates a self-signed certificate for IPv4 addresses or host names, valid between two dates. */
export function makeCertificate(hosts: readonly string[], from: Date, to: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
  const commonName = sequence(der(0x06, [0x55, 0x04, 0x03]), der(0x0c, Buffer.from(hosts.join())));
  const name = sequence(der(0x31, commonName));
  const alternatives = sequence(...hosts.map(alternativeName));
  const extension = sequence(der(0x06, [0x55, 0x1d, 0x11]), der(0x04, alternatives));
  const content = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1, ...randomBytes(8)]),
    algorithm,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const signature = sign('sha256', content, privateKey);
  const whole = sequence(content, algorithm, der(0x03, [0, ...signature])).toString('base64');
  const lines = whole.match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function alternativeName(host: string): Buffer {
  return isIPv4(host) ? der(0x87, host.split('.').map(Number)) : der(0x82, Buffer.from(host));
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

/** One value in the Distinguished Encoding Rules: type, length, content. */
function der(type: number, content: Uint8Array | readonly number[]): Buffer {
  const bytes = Buffer.from(content);
  const { length } = bytes;
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([type, ...size]), bytes]);
}

function time(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-T:]|\.\d+/g, '');
  return der(0x18, Buffer.from(text));
}
