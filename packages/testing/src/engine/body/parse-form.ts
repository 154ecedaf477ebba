import { Blob, File } from '../../platform-file.ts';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { MAX_FILE_BYTES } from './limits.ts';
import { UnreadableBody } from '../errors/unreadable-body.ts';
import { yieldToEventLoop } from '../../yield-to-event-loop.ts';

/** The fields of a form, in the order in which they were sent. */
export type FormFields = readonly (readonly [name: string, value: string | File])[];

// Limits of the web framework that the service appears to use.
const MAX_PARTS = 1000;
const MAX_TEXT = 1_048_576;
const LIMITS = { parts: MAX_PARTS, fieldSize: MAX_TEXT, fileSize: MAX_FILE_BYTES, headerSize: 16_384 };
// Bytes of a file to collect before they become a Blob, which is stored outside of the heap.
const PIECE = 1_048_576;
const MAX_CHUNKS = 1024;

/**
 * Parses multipart/form-data while it arrives. Uses busboy, because Node's own parser rejects forms that
 * .NET and others send.
 *
 * @param type content type of the request, with the boundary
 * @throws UnreadableBody if the form is malformed or exceeds a limit
 */
export async function parseForm(body: AsyncIterable<Uint8Array>, type: string): Promise<FormFields> {
  const fields: (readonly [string, string | File])[] = [];
  const busboy = open(type);
  let text = 0;
  const outcome: { failure?: UnreadableBody } = {};
  const done = new Promise<void>((resolve) => {
    const fail = (status: UnreadableBody['status'], message: string): void => {
      outcome.failure ??= new UnreadableBody(status, message);
      resolve();
    };
    busboy.on('finish', () => resolve());
    busboy.on('error', () => fail(422, MALFORMED));
    busboy.on('partsLimit', () => fail(422, `The form has more than ${MAX_PARTS} parts`));
    busboy.on('field', (name: string | undefined, value, _, truncated, encoding) => {
      text += value.length;
      if (name === 'file') fail(400, NOT_A_FILE);
      else if (truncated || text > MAX_TEXT) fail(422, 'The form has more than 1 MB of text');
      else if (isEncoded(encoding)) fail(422, encoded(encoding));
      else if (name !== undefined) fields.push([unescape(name), value]);
    });
    busboy.on('file', (name: string | undefined, stream, filename, encoding, mime) => {
      const pieces = createFileCollector();
      stream.on('data', (chunk: Uint8Array<ArrayBuffer>) => pieces.add(chunk));
      stream.on('limit', () => fail(413, 'The file is over 100 MB'));
      stream.on('error', () => fail(422, MALFORMED));
      stream.on('end', () => {
        if (isEncoded(encoding)) fail(422, encoded(encoding));
        if (name !== undefined) fields.push([unescape(name), pieces.file(unescape(filename), mime)]);
      });
    });
  });
  for await (const chunk of body) {
    // A body sent in process can arrive in one large chunk.
    for (let at = 0; at < chunk.length && outcome.failure === undefined; at += PIECE) {
      const written = new Promise<void>((resolve) => {
        busboy.write(chunk.subarray(at, at + PIECE), () => resolve());
      });
      await Promise.race([written, done]);
      await yieldToEventLoop();
    }
    if (outcome.failure !== undefined) break;
  }
  if (outcome.failure === undefined) {
    busboy.end();
    await done;
  }
  if (outcome.failure !== undefined) throw outcome.failure;
  const file = fields.find(([name]) => name === 'file')?.[1];
  if (file instanceof File && file.size === 0) throw new UnreadableBody(400, 'The file is empty');
  return fields;
}

const MALFORMED = 'The request body is not valid multipart/form-data';
const NOT_A_FILE =
  'The field file has no filename, so it is not a file. Upload a file, such as curl -F file=@list.csv';

// A part with a filename is a file, whatever its content type.
const isPartAFile = (_: unknown, __: unknown, filename: unknown): boolean => filename !== undefined;

function open(type: string): BusboyInstance {
  try {
    const headers = { 'content-type': type };
    if (/\bboundary=(?:""|;|$)/i.test(type)) throw new UnreadableBody(422, MALFORMED);
    return new Busboy({ headers, limits: LIMITS, preservePath: true, isPartAFile });
  } catch {
    throw new UnreadableBody(422, `${MALFORMED}: its content type has no boundary`);
  }
}

const isEncoded = (encoding: string): boolean => !/^(?:7bit|8bit|binary)$/i.test(encoding.trim());

const encoded = (encoding: string): string =>
  `Content-Transfer-Encoding "${encoding.slice(0, 20)}" isn't supported in a form; send its parts unencoded`;

/** Reverses the escapes that browsers and `fetch` use in names. */
function unescape(name: string): string {
  return name.replaceAll('%22', '"').replaceAll(/%0D/gi, '\r').replaceAll(/%0A/gi, '\n');
}

/** Collects the chunks of a file. */
function createFileCollector() {
  const blobs: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const keep = (): void => {
    blobs.push(new Blob(chunks));
    chunks = [];
    bytes = 0;
  };
  return {
    add(chunk: Uint8Array<ArrayBuffer>): void {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= PIECE || chunks.length >= MAX_CHUNKS) keep();
    },
    file(name: string, type: string): File {
      keep();
      return new File(blobs, name, { type });
    },
  };
}
