import { InvalidInputError } from './errors/invalid-input.ts';
import { fileFault } from './file-fault.ts';
import { isBlob } from './is-blob.ts';
import { isRecord } from './record.ts';

/** A form: fields in order, a file as a Blob with the name that it is sent under. */
export type Form = readonly (readonly [name: string, value: string | Blob, filename?: string])[];

/** Why a file of one attempt could not be read to its end. Noted here, because `fetch` may hide it. */
export interface FileFault {
  fault?: unknown;
}

/**
 * Writes a form as one Blob that has its own size and reads its files as it is read: with back-pressure,
 * in flat memory, from the start at each `stream()`.
 *
 * Node's fetch may not be given a FormData: with `redirect: 'error'`, which it needs to keep no copy of
 * the body, Node 24 and 26 read one without back-pressure, and end the process with an error that nobody
 * can catch if the response comes before the body has ended.
 *
 * @param attempt gets the fault of a file that could not be read to its end
 */
export function multipartBody(form: Form, attempt: FileFault): Blob {
  const boundary = `form-${crypto.randomUUID()}`;
  const chunks = form.flatMap(([name, value, filename]) =>
    isBlob(value)
      ? [
          bytes(
            `--${boundary}\r\n${disposition(name)}; filename="${escape(filename ?? '')}"\r\nContent-Type: ${mediaType(value)}\r\n\r\n`,
          ),
          value,
          bytes('\r\n'),
        ]
      : [bytes(`--${boundary}\r\n${disposition(name)}\r\n\r\n${value.replaceAll(/\r?\n|\r/g, '\r\n')}\r\n`)],
  );
  chunks.push(bytes(`--${boundary}--\r\n`));
  const size = chunks.reduce((sum, chunk) => sum + sizeOf(chunk), 0);

  // Not a plain Blob by name, so that a fetch which reads Blobs in a way of its own doesn't take it for one.
  class MultipartBody extends nodeBlob() {
    override get size(): number {
      return size;
    }
    override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
      return read(chunks, attempt);
    }
    // A fetch that a test tool replaced may read a Blob this way.
    override arrayBuffer(): Promise<ArrayBuffer> {
      return new Response(this.stream()).arrayBuffer();
    }
    // What a fetch does that knows no such body. The text would go up in place of the file.
    override toString(): string {
      attempt.fault = new InvalidInputError(
        'The `fetch` that the client was given can send no file: it would send the text "[object Blob]". Nothing was sent. Use the fetch of Node or of undici. In a test that plays a browser (jsdom, happy-dom), run the test in the `node` environment.',
      );
      throw attempt.fault;
    }
  }
  return new MultipartBody([], { type: `multipart/form-data; boundary=${boundary}` });
}

const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

const disposition = (name: string): string => `Content-Disposition: form-data; name="${escape(name)}"`;

// As browsers write names: nothing of them can end the line or the quotes.
const ESCAPES: Readonly<Record<string, string>> = { '\n': '%0A', '\r': '%0D', '"': '%22' };
const escape = (name: string): string => name.replaceAll(/[\n\r"]/g, (sign) => ESCAPES[sign] ?? '');

const mediaType = ({ type }: Blob): string =>
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[\t\u0020-\u007e]*)?$/.test(type) ? type : 'application/octet-stream';

const sizeOf = (chunk: Uint8Array | Blob): number => (isBlob(chunk) ? chunk.size : chunk.length);

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
        try {
          const { done, value } = await pieces.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        } catch (fault) {
          attempt.fault = fault;
          throw fault;
        }
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
      left -= piece.length;
      // Never more or less than was announced: the request could not be completed, or would be another one.
      if (left < 0) break;
      yield piece;
    }
    if (left !== 0) throw fileFault('The file', undefined);
  }
}
