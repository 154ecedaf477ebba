import { isBlob } from '../../body/is-blob.ts';
import type { Multipart } from '../../body/multipart.ts';
import { InvalidInputError } from '../../errors/invalid-input.ts';
import { builtinModule } from '../../builtin-module.ts';
import { isRecord } from '../../is-record.ts';
import type { FileBody } from '../fetch-types.ts';
import { readParts } from './read-parts.ts';
import { sentBytes } from './sent-bytes.ts';
import type { FormAttempt } from './types.ts';

type Chunk = Uint8Array<ArrayBuffer>;

/**
 * A multipart form as a Blob with a known size that reads its files while it is read: with back-pressure,
 * in constant memory, from the start on each `stream()`.
 *
 * @param attempt receives the error if a file can't be read to its end
 */
export function multipartBody({ type, parts }: Multipart, attempt: FormAttempt): FileBody {
  const chunks = parts.map((part) => (isBlob(part) ? part : encoder.encode(part)));
  const size = chunks.reduce((sum, chunk) => sum + (isBlob(chunk) ? chunk.size : chunk.length), 0);
  // The type contains the boundary, which is random.
  const sent = sentBytes(type, size);
  attempt.end = sent.stop;

  // A subclass, so that a fetch with an optimized path for plain Blobs doesn't bypass `stream()`.
  class MultipartBody extends nodeBlob() {
    override get size(): number {
      return size;
    }
    override stream(): ReadableStream<Chunk> {
      sent.look();
      return readParts(chunks, attempt, sent);
    }
    // For mocks, which read the whole body.
    override arrayBuffer(): Promise<ArrayBuffer> {
      return new Response(this.stream()).arrayBuffer();
    }
    override text(): Promise<string> {
      return new Response(this.stream()).text();
    }
    override async bytes(): Promise<Chunk> {
      return new Uint8Array(await this.arrayBuffer());
    }
    [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
      return this.stream()[Symbol.asyncIterator]();
    }
    // Called by a fetch that doesn't support this kind of body. It would send the text instead of the file.
    override toString(): string {
      return reject();
    }
    // The inherited method would return an empty Blob.
    override slice(): Blob {
      return reject();
    }
  }
  return new MultipartBody([], { type });

  function reject(): never {
    attempt.fileError = new InvalidInputError(
      'This `fetch` can\'t send files: it would send the text "[object Blob]". Use the `fetch` of Node.js or undici. In a test that simulates a browser (jsdom), use the `node` environment (`// @vitest-environment node`).',
    );
    throw attempt.fileError;
  }
}

const encoder = new TextEncoder();

/** The Blob of Node.js, which its fetch accepts: a test tool may have replaced the global one. */
function nodeBlob(): typeof Blob {
  const buffer = builtinModule('node:buffer');
  return isRecord(buffer) && isBlobClass(buffer['Blob']) ? buffer['Blob'] : Blob;
}

function isBlobClass(value: unknown): value is typeof Blob {
  return typeof value === 'function';
}
