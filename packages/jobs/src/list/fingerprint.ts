import type { CreateUpload } from '@optimaldial/client';

/** Size of the blocks that are hashed, in bytes. Web Crypto can't hash a stream. */
const BLOCK_BYTES = 1_048_576;
const DIGEST_BYTES = 32;

/**
 * Returns the fingerprint of a list: the SHA-256 of the SHA-256 of each block of its content.
 *
 * @returns 64 hexadecimal digits
 */
export async function fingerprint({ file, phone_numbers, contacts }: CreateUpload): Promise<string> {
  const content = file ?? new Blob([JSON.stringify(phone_numbers ?? contacts)]);
  const digests: Uint8Array[] = [];
  for await (const block of blocks(content)) digests.push(await sha256(block));
  const all = new Uint8Array(digests.length * DIGEST_BYTES);
  for (const [index, digest] of digests.entries()) all.set(digest, index * DIGEST_BYTES);
  return hex(await sha256(all));
}

/** Reads content in blocks of equal size, whatever the chunks of its stream are. */
async function* blocks(content: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  const reader = content.stream().getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      for (let rest = read.value; rest.length > 0;) {
        const piece = rest.subarray(0, BLOCK_BYTES - filled);
        block.set(piece, filled);
        filled += piece.length;
        rest = rest.subarray(piece.length);
        if (filled < BLOCK_BYTES) continue;
        yield block;
        filled = 0;
      }
    }
  } finally {
    await reader.cancel();
  }
  if (filled > 0) yield block.subarray(0, filled);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
