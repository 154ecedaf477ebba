import { InvalidInputError } from '../../errors/invalid-input.ts';
import type { FileBody } from '../fetch-types.ts';
import { fileError } from '../../body/file-error.ts';
import { isBlob } from '../../body/is-blob.ts';
import type { Multipart } from '../../body/multipart.ts';
import { isRecord } from '../../is-record.ts';
import type { FileFault } from './types.ts';

/**
 * A multipart form as one Blob that has its own size and reads its files as it is read: with back-pressure,
 * in flat memory, from the start at each `stream()`.
 *
 * @param attempt gets the fault of a file that could not be read to its end
 */
export function multipartBody({ type, parts }: Multipart, attempt: FileFault): FileBody {
  const chunks = parts.map((part) => (isBlob(part) ? part : encoder.encode(part)));
  const size = chunks.reduce((sum, chunk) => sum + (isBlob(chunk) ? chunk.size : chunk.length), 0);

  // Not a plain Blob by name, so that a fetch which reads Blobs in a way of its own doesn't take it for one.
  class MultipartBody extends nodeBlob() {
    override get size(): number {
      return size;
    }
    override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
      return read(chunks, attempt);
    }
    // For mocks, which read a body whole.
    override arrayBuffer(): Promise<ArrayBuffer> {
      return new Response(this.stream()).arrayBuffer();
    }
    override text(): Promise<string> {
      return new Response(this.stream()).text();
    }
    override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
      return new Uint8Array(await this.arrayBuffer());
    }
    [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
      return this.stream()[Symbol.asyncIterator]();
    }
    // Called by a fetch that doesn't know a body like this one. It would send the text in place of the file.
    override toString(): string {
      return refuse();
    }
    // Of a part nothing is known: it would be empty.
    override slice(): Blob {
      return refuse();
    }
  }
  return new MultipartBody([], { type });

  function refuse(): never {
    attempt.fault = new InvalidInputError(
      'This `fetch` can\'t send files: it would send the text "[object Blob]". Nothing was sent. Use the `fetch` of Node.js or undici. In a test that simulates a browser (jsdom, happy-dom), use the `node` environment (`// @vitest-environment node`).',
    );
    throw attempt.fault;
  }
}

const encoder = new TextEncoder();

/** Node's own Blob, which its fetch takes: a test tool may have put another one in its place. */
function nodeBlob(): typeof Blob {
  const process: unknown = Reflect.get(globalThis, 'process');
  const get = isRecord(process) ? process['getBuiltinModule'] : undefined;
  const buffer: unknown =
    typeof get === 'function' ? Reflect.apply(get, process, ['node:buffer']) : undefined;
  return isRecord(buffer) && isBlobClass(buffer['Blob']) ? buffer['Blob'] : Blob;
}

function isBlobClass(value: unknown): value is typeof Blob {
  return typeof value === 'function';
}

function read(
  chunks: readonly (Uint8Array<ArrayBuffer> | Blob)[],
  attempt: FileFault,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = piecesOf(chunks);
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next().catch((fault: unknown) => {
          attempt.fault = fault ?? fileError('The file', fault);
          throw attempt.fault;
        });
        // Both throw if the request has ended meanwhile, which isn't the fault of the file.
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* piecesOf(
  chunks: readonly (Uint8Array<ArrayBuffer> | Blob)[],
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for (const chunk of chunks) {
    if (!isBlob(chunk)) {
      yield chunk;
      continue;
    }
    let left = chunk.size;
    for await (const piece of chunk.stream()) {
      // Text has no such length, and is refused at the end.
      left -= piece.byteLength;
      // Never more or less than was announced: the request could not be completed, or would be another one.
      if (left < 0) break;
      yield piece;
    }
    if (left !== 0) throw fileError('The file', undefined);
  }
}
