import { Blob as PlatformBlob } from '../platform-file.ts';
import { randomUUID } from 'node:crypto';
import { isRecord } from '../is-record.ts';

// Test environments such as jsdom and happy-dom have their own FormData, Blob and streams, which Node's
// Request rejects. They are detected by their methods, never by their class.

/** A body as bytes, and the content type that `fetch` sends with it. */
export interface BodyBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string | undefined;
}

/**
 * Reads a body of any implementation of the Fetch standard.
 *
 * @throws TypeError for a value that `fetch` doesn't accept as a body
 */
export async function readForeignBody(body: unknown): Promise<BodyBytes> {
  if (typeof body === 'string') return { bytes: bytesOf(body), type: 'text/plain;charset=UTF-8' };
  if (isForm(body)) return readForm(body);
  if (isParams(body)) {
    return { bytes: bytesOf(body.toString()), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (isBlobLike(body))
    return { bytes: await readBlob(body), type: body.type === '' ? undefined : body.type };
  if (ArrayBuffer.isView(body)) {
    const { buffer, byteOffset, byteLength } = body;
    return { bytes: new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)), type: undefined };
  }
  if (isBuffer(body)) return { bytes: new Uint8Array(new Uint8Array(body)), type: undefined };
  const pieces: unknown[] = [];
  if (isIterable(body)) for await (const piece of body) pieces.push(piece);
  else if (isStream(body)) await readStream(body, pieces);
  else throw new TypeError(`${tagOf(body)} isn't supported as a request body.`);
  return { bytes: concat(pieces.map(bytesOf)), type: undefined };
}

/** Converts a file of any implementation to Node's `Blob`. */
export async function toPlatformBlob(file: Blob): Promise<Blob> {
  const { type } = file;
  return file instanceof PlatformBlob ? file : new PlatformBlob([await readBlob(file)], { type });
}

interface BlobLike {
  readonly size: number;
  readonly type: string;
  readonly name?: unknown;
  readonly arrayBuffer?: () => Promise<ArrayBuffer>;
}

async function readBlob(blob: BlobLike): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof blob.arrayBuffer === 'function') return new Uint8Array(new Uint8Array(await blob.arrayBuffer()));
  // In older versions of jsdom, only a FileReader can read a Blob.
  const FileReader: unknown = Reflect.get(globalThis, 'FileReader');
  const reader: unknown = typeof FileReader === 'function' ? Reflect.construct(FileReader, []) : undefined;
  if (!isReader(reader))
    throw new TypeError("The Blob can't be read: it has no arrayBuffer(), and FileReader isn't available.");
  return new Promise((resolve, reject) => {
    reader.addEventListener('load', () => resolve(new Uint8Array(new Uint8Array(reader.result))));
    reader.addEventListener('error', () => reject(new TypeError('Reading the Blob failed.')));
    reader.readAsArrayBuffer(blob);
  });
}

async function readForm(form: Iterable<readonly [string, unknown]>): Promise<BodyBytes> {
  const boundary = `optimaldial-${randomUUID()}`;
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (const [name, value] of form) {
    const file = isBlobLike(value) ? value : undefined;
    const filename = file && `; filename="${escape(typeof file.name === 'string' ? file.name : 'blob')}"`;
    const type = file && `\r\nContent-Type: ${file.type === '' ? 'application/octet-stream' : file.type}`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(normalizeLines(name))}"${filename ?? ''}${type ?? ''}\r\n\r\n`;
    pieces.push(
      bytesOf(head),
      file ? await readBlob(file) : bytesOf(normalizeLines(String(value))),
      bytesOf('\r\n'),
    );
  }
  pieces.push(bytesOf(`--${boundary}--\r\n`));
  return { bytes: concat(pieces), type: `multipart/form-data; boundary=${boundary}` };
}

/** Normalizes line breaks in names and values, as the HTML standard requires. */
function normalizeLines(text: string): string {
  return text.replaceAll(/\r\n?|\n/g, '\r\n');
}

// Escapes a name as the HTML standard requires.
function escape(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

interface StreamLike {
  getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: unknown }> };
}

async function readStream(stream: StreamLike, pieces: unknown[]): Promise<void> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value);
}

function bytesOf(piece: unknown): Uint8Array<ArrayBuffer> {
  if (typeof piece === 'string') return new Uint8Array(Buffer.from(piece));
  if (ArrayBuffer.isView(piece)) {
    return new Uint8Array(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
  }
  throw new TypeError(
    `A stream of ${tagOf(piece)} isn't supported as a request body: it must contain bytes.`,
  );
}

function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function isForm(value: unknown): value is Iterable<readonly [string, unknown]> {
  return hasEntries(value) && !('sort' in value);
}

function isParams(value: unknown): value is URLSearchParams {
  return hasEntries(value) && 'sort' in value;
}

/** Whether a value is FormData or URLSearchParams. Only the latter has `sort`. */
function hasEntries(value: unknown): value is object {
  return (
    isRecord(value) && ['append', 'getAll', 'entries'].every((name) => typeof value[name] === 'function')
  );
}

function isBlobLike(value: unknown): value is BlobLike {
  return isRecord(value) && typeof value['size'] === 'number' && typeof value['type'] === 'string';
}

function isBuffer(value: unknown): value is ArrayBuffer {
  return ['ArrayBuffer', 'SharedArrayBuffer'].includes(tagOf(value));
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return isRecord(value) && Symbol.asyncIterator in value;
}

function isStream(value: unknown): value is StreamLike {
  return isRecord(value) && typeof value['getReader'] === 'function';
}

interface Reader {
  readonly result: ArrayBuffer;
  addEventListener(type: string, listener: () => void): void;
  readAsArrayBuffer(blob: BlobLike): void;
}

function isReader(value: unknown): value is Reader {
  return isRecord(value) && typeof value['readAsArrayBuffer'] === 'function';
}
