import { createHash, generateKeyPairSync, sign } from 'node:crypto';

// The subset of DER that a certificate needs.
function der(tag: number, ...parts: (string | Uint8Array)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)),
  );
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}
const sequence = (...parts: (string | Uint8Array)[]) => der(0x30, ...parts);

const COMMON_NAME = '0603550403';
const ECDSA_WITH_SHA256 = '300a06082a8648ce3d040302';

/** A key and a self-signed certificate for localhost. */
export function selfSigned(): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from('localhost')))));
  const times = ['200101000000Z', '491231235959Z'].map((time) => der(0x17, Buffer.from(time)));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const serial = der(0x02, '01', createHash('sha256').update(spki).digest().subarray(0, 8));
  const body = sequence(serial, ECDSA_WITH_SHA256, name, sequence(...times), name, spki);
  const signature = der(0x03, '00', sign('sha256', body, privateKey));
  const text = sequence(body, ECDSA_WITH_SHA256, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`,
  };
}
