import { builtinModule } from '../builtin-module.ts';
import { isRecord } from '../is-record.ts';
import type { Signed } from './delivery-body.ts';

/** Computes an HMAC with SHA-256, as lowercase hex digits. */
export type Hmac = (signed: Signed) => string | Promise<string>;

/**
 * Returns the HMAC of a secret: a synchronous one on Node.js, because its WebCrypto takes ten times as long for a
 * body of 1 kB.
 */
export function createHmac(secret: string): Hmac {
  const node = builtinModule('node:crypto');
  return isNodeCrypto(node)
    ? (signed) => node.createHmac('sha256', secret).update(signed).digest('hex')
    : createWebHmac(secret);
}

/** The part of `node:crypto` that is used. */
interface NodeCrypto {
  createHmac(algorithm: string, secret: string): NodeHmac;
}
interface NodeHmac {
  update(data: Signed): NodeHmac;
  digest(encoding: string): string;
}

function isNodeCrypto(module: unknown): module is NodeCrypto {
  return isRecord(module) && typeof module['createHmac'] === 'function';
}

function createWebHmac(secret: string): Hmac {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = crypto.subtle.importKey('raw', encode(secret), algorithm, false, ['sign']);
  return async (signed) => {
    const bytes = typeof signed === 'string' ? encode(signed) : signed;
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', await key, bytes));
    return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('');
  };
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
