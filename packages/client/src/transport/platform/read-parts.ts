import { fileError } from '../../body/file-error.ts';
import { isBlob } from '../../body/is-blob.ts';
import { isReusing, reuseMemory } from '../../body/reuse-memory.ts';
import type { SentBytes } from './sent-bytes.ts';
import type { FormAttempt } from './types.ts';

type Chunk = Uint8Array<ArrayBuffer>;

/**
 * Reads the parts of a form one after the other, each from its start. Gives memory back to a file once all of it
 * has been sent.
 *
 * @param attempt receives the error if a file can't be read to its end
 */
export function readParts(
  parts: readonly (Chunk | Blob)[],
  attempt: FormAttempt,
  sent: SentBytes,
): ReadableStream<Chunk> {
  const chunks = chunksOf(parts, sent);
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next().catch((error: unknown) => {
          attempt.fileError = error ?? fileError('The file', error);
          throw attempt.fileError;
        });
        // These throw if the request has ended in the meantime, which is not a file error.
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* chunksOf(
  parts: readonly (Chunk | Blob)[],
  sent: SentBytes,
): AsyncGenerator<Chunk, void, undefined> {
  let read = 0;
  for (const part of parts) {
    if (!isBlob(part)) {
      read += part.length;
      yield part;
      continue;
    }
    const end = read + part.size;
    const stream = part.stream();
    for await (const chunk of stream) {
      // A chunk of text has no `byteLength`: `read` becomes NaN, which is rejected below.
      read += chunk.byteLength;
      // Never send more or less than announced: the server would wait, or read another request.
      if (read > end) break;
      yield chunk;
      if (isReusing(stream) && sent.isExactly(read)) stream[reuseMemory](chunk);
    }
    if (read !== end) throw fileError('The file', undefined);
  }
}
