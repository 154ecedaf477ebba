import { createHash } from 'node:crypto';

/**
 * Name of a key in a file system or an index: 64 hexadecimal digits, whatever the key contains. It doesn't
 * reveal the key, which may be personal.
 */
export function keyHash(key: string): string {
  // UTF-16 keeps lone surrogates apart, which UTF-8 would replace by the same character.
  return createHash('sha256').update(key, 'utf16le').digest('hex');
}
