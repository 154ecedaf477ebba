import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DownloadLink } from '@optimaldial/types';
import { Blob } from '../../platform-file.ts';
import type { Clock } from '../simulation/clock.ts';
import { createRandom, type Random } from '../simulation/random.ts';
import type { SubmittedList } from './phone-list.ts';
import { writeResults, type Results } from './results.ts';
import { serveFile } from './serve-file.ts';

/** The order of the rows in result files. `shuffled` also duplicates some of them. */
export type ResultOrder = 'in-order' | 'shuffled';

/** A file of an upload. */
export type FileKind = 'original' | 'processed' | 'processed-filtered';

/**
 * Creates a signed URL that expires after one hour of the sandbox's time.
 *
 * @param origin base URL of the server. Default: that of the last call; in process, an unreachable one
 */
export type SignUrl = (id: string, file: FileKind, origin?: string) => DownloadLink;

/** A list and the column with its numbers. */
export type StoredList = Pick<SubmittedList, 'original' | 'column'>;

/** Serves the files of uploads at signed URLs. */
export interface Storage {
  readonly signUrl: SignUrl;
  /** Sets the base URL of the server that was called last, for the URLs in events. */
  setOrigin(origin: string): void;
  /** Serves a file. Returns `undefined` if the path doesn't belong to the storage. */
  serveFile(request: Request): Promise<Response> | undefined;
}

const HOUR_MS = 3_600_000;
// A call in process may use the URL of the real API, which a download must not reach.
const UNREACHABLE = 'https://storage.sandbox.invalid';
const PATH = /^\/storage\/([\da-f-]{36})\/(original|processed|processed-filtered)\.csv$/;

/**
 * Creates the storage of a sandbox.
 *
 * @param find finds the upload with an ID
 * @param order order of the rows in result files. Default: that of the list
 */
export function createStorage(
  clock: Clock,
  secret: string,
  find: (id: string) => { readonly list: StoredList | undefined } | undefined,
  order: ResultOrder = 'in-order',
): Storage {
  const resultsById = new Map<string, Promise<Results>>();
  let lastOrigin = UNREACHABLE;
  const sign = (path: string, expires: string): string =>
    createHmac('sha256', secret).update(`${path}?${expires}`).digest('hex');

  async function readFile(id: string, list: StoredList | undefined, file: string): Promise<Blob> {
    if (list === undefined) return new Blob([]);
    if (file === 'original') return list.original;
    // Both results are written in one pass over the list.
    const results =
      resultsById.get(id) ?? writeResults(list, order === 'shuffled' ? seededBy(id) : undefined);
    resultsById.set(id, results);
    return file === 'processed' ? (await results).processed : (await results).filtered;
  }

  return {
    setOrigin: (origin) => void (lastOrigin = origin),
    signUrl(id, file, origin = lastOrigin) {
      const path = `/storage/${id}/${file}.csv`;
      const expires = (clock.now() + HOUR_MS) / 1000;
      const query = new URLSearchParams({
        expires: String(expires),
        signature: sign(path, String(expires)),
      });
      return { download_url: `${origin}${path}?${query.toString()}`, expires_at: expires };
    },
    serveFile(request) {
      const { pathname, searchParams } = new URL(request.url);
      const [, id, file] = PATH.exec(pathname) ?? [];
      if (id === undefined || file === undefined) return undefined;
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        const text = 'Files support only GET and HEAD.\n';
        return Promise.resolve(new Response(text, { status: 405, headers: { allow: 'GET, HEAD' } }));
      }
      const expires = searchParams.get('expires') ?? '';
      const isSigned = isEqual(searchParams.get('signature') ?? '', sign(pathname, expires));
      if (!isSigned || Number(expires) * 1000 < clock.now()) {
        const text = 'The signed URL has expired, or its signature is invalid.\n';
        return Promise.resolve(new Response(text, { status: 403 }));
      }
      const upload = find(id);
      if (upload === undefined) return Promise.resolve(new Response(null, { status: 404 }));
      return readFile(id, upload.list, file).then((blob) => serveFile(request, blob, `"${id}-${file}"`));
    },
  };
}

/** An ID depends on the sandbox's seed, and unlike its random values not on when the files are written. */
const seededBy = (id: string): Random => createRandom(Number.parseInt(id.slice(0, 8), 16));

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
