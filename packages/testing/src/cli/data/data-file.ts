import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { isRecord } from '../../is-record.ts';
import { Blob } from '../../platform-file.ts';
import type { Memory } from '../../sandbox/memory.ts';

/** What a data file contains. */
export interface Data {
  readonly memory: Memory;
  /** The files of the uploads, by their IDs. */
  readonly files: Map<string, Blob>;
}

/** The state of a sandbox at one moment. */
export interface Snapshot {
  readonly memory: Buffer;
  readonly files: readonly (readonly [id: string, file: Blob])[];
}

// A data file consists of the header as a line of JSON, the memory in the format of structured clones, the files
// of the uploads in the order of the header, and the SHA-256 of all of that.
const FORMAT = 'optimaldial-mock data';
/** Changes with the shape of {@link Memory}. */
const VERSION = 1;
const NOTE = 'Contains phone numbers, filenames, API keys and webhook secrets.';
const HASH_BYTES = 32;
const LINE_END = 10;

interface Header {
  readonly memory: number;
  readonly files: readonly (readonly [id: string, bytes: number])[];
}

/** Copies the state of a sandbox. Later changes don't affect the copy. */
export function takeSnapshot(memory: Memory, files: ReadonlyMap<string, Blob>): Snapshot {
  return { memory: serialize(memory), files: [...files] };
}

/**
 * Replaces a data file atomically: after a crash, it's either the old one or the new one. Only its owner can read
 * it.
 */
export async function writeData(path: string, { memory, files }: Snapshot): Promise<void> {
  // Always the same name, so that the next start removes what a crash has left.
  const temporary = temporaryPath(path);
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    const write = async (bytes: Uint8Array): Promise<void> => {
      hash.update(bytes);
      await handle.writeFile(bytes);
    };
    const sizes = files.map(([id, { size }]) => [id, size] as const);
    const header = { format: FORMAT, version: VERSION, note: NOTE, memory: memory.length, files: sizes };
    await write(Buffer.from(`${JSON.stringify(header)}\n`));
    await write(memory);
    for (const [, file] of files) {
      // In pieces, so that a large file doesn't block the event loop.
      for await (const piece of piecesOf(file)) await write(piece);
    }
    await handle.writeFile(hash.digest());
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

/**
 * Reads a data file.
 *
 * @returns `undefined` if it doesn't exist
 * @throws Error if it can't be read, is damaged, or was written by another version
 */
export async function readData(path: string): Promise<Data | undefined> {
  await rm(temporaryPath(path), { force: true });
  let bytes;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (isRecord(error) && error['code'] === 'ENOENT') return undefined;
    throw error;
  }
  const lineEnd = bytes.indexOf(LINE_END);
  const header = parseHeader(bytes.toString('utf8', 0, Math.max(0, lineEnd)));
  if (header?.['format'] !== FORMAT) throw unusable(path, "isn't a data file of optimaldial-mock");
  if (header['version'] !== VERSION) {
    throw unusable(
      path,
      `was written by another version of optimaldial-mock (format ${String(header['version'])}, not ${VERSION})`,
    );
  }
  const content = bytes.subarray(0, -HASH_BYTES);
  const hash = createHash('sha256').update(content).digest();
  if (!isHeader(header) || !hash.equals(bytes.subarray(-HASH_BYTES))) throw unusable(path, 'is damaged');
  const memoryEnd = lineEnd + 1 + header.memory;
  const files = new Map<string, Blob>();
  let start = memoryEnd;
  for (const [id, size] of header.files) {
    files.set(id, new Blob([new Uint8Array(content.subarray(start, start + size))]));
    start += size;
  }
  return { memory: readMemory(path, content.subarray(lineEnd + 1, memoryEnd)), files };
}

/** Types the pieces, which `Blob` of node:buffer and that of the DOM declare differently. */
function piecesOf(file: Blob): AsyncIterable<Uint8Array> {
  return file.stream();
}

/** The file that is written before it replaces the data file. */
function temporaryPath(path: string): string {
  return `${path}.tmp`;
}

function parseHeader(line: string): Record<string, unknown> | undefined {
  try {
    const header: unknown = JSON.parse(line);
    return isRecord(header) ? header : undefined;
  } catch {
    // Any other file.
    return undefined;
  }
}

// The hash shows that this version wrote the header.
function isHeader(header: object): header is Header {
  return 'memory' in header && 'files' in header;
}

function readMemory(path: string, bytes: Buffer): Memory {
  try {
    return deserialize(bytes) as Memory;
  } catch (cause) {
    // The format of structured clones has versions, too.
    throw unusable(path, `was written by a newer version of Node.js than ${process.version}`, cause);
  }
}

function unusable(path: string, problem: string, cause?: unknown): Error {
  const message = `${path} ${problem}. Delete it to start with a new account, or use another file.`;
  return new Error(message, { cause });
}
