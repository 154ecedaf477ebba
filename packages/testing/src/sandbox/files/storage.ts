import { Blob } from '../../platform-file.ts';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DownloadLink } from '@optimaldial/types';
import type { Clock } from '../clock.ts';
import { writeResults, type Results } from './phone-list.ts';
import { serveFile } from './serve-file.ts';
import type { StoredUpload } from '../uploads.ts';

/** The files of an upload. */
export type Which = 'original' | 'processed' | 'processed-filtered';

/**
 * Gives a link to a file that works for an hour of the sandbox's time.
 *
 * @param origin base URL of the server to link to. Default: the last one that was called; in process, none
 */
export type Sign = (id: string, which: Which, origin?: string) => DownloadLink;

/** Files behind signed URLs. */
export interface Storage {
  readonly sign: Sign;
  /** Notes the base URL of a server that was called, for links in events. */
  servedAt(origin: string): void;
  /** Answers a request for a file; `undefined` where the path is none of the storage's. */
  serve(request: Request): Promise<Response> | undefined;
}

const HOUR_MS = 3_600_000;
// In process a call may be for the real API's address: a link to that would leave this machine.
const NOWHERE = 'https://storage.sandbox.invalid';
const PATH = /^\/storage\/([\da-f-]{36})\/(original|processed|processed-filtered)\.csv$/;

/** Makes the storage of a sandbox. */
export function createStorage(
  clock: Clock,
  secret: string,
  find: (id: string) => StoredUpload | undefined,
): Storage {
  const written = new Map<string, Promise<Results>>();
  let lastOrigin = NOWHERE;
  const signature = (path: string, expires: string): string =>
    createHmac('sha256', secret).update(`${path}?${expires}`).digest('hex');

  async function file(upload: StoredUpload, which: string): Promise<Blob> {
    const { list } = upload;
    if (list === undefined) return new Blob([]);
    if (which === 'original') return list.original;
    // Both at once: each would read the list anew.
    const results = written.get(upload.value.id) ?? writeResults(list);
    written.set(upload.value.id, results);
    return which === 'processed' ? (await results).processed : (await results).filtered;
  }

  return {
    servedAt: (origin) => void (lastOrigin = origin),
    sign(id, which, origin = lastOrigin) {
      const path = `/storage/${id}/${which}.csv`;
      const expires = (clock.now() + HOUR_MS) / 1000;
      const query = new URLSearchParams({
        expires: String(expires),
        signature: signature(path, String(expires)),
      });
      return { download_url: `${origin}${path}?${query.toString()}`, expires_at: expires };
    },
    serve(request) {
      const { pathname, searchParams } = new URL(request.url);
      const [, id, which] = PATH.exec(pathname) ?? [];
      if (id === undefined || which === undefined) return undefined;
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        const refused = 'A file is read by GET or HEAD.\n';
        return Promise.resolve(new Response(refused, { status: 405, headers: { allow: 'GET, HEAD' } }));
      }
      const expires = searchParams.get('expires') ?? '';
      const good = same(searchParams.get('signature') ?? '', signature(pathname, expires));
      if (!good || Number(expires) * 1000 < clock.now()) {
        return Promise.resolve(
          new Response('The link is expired or was not signed here.\n', { status: 403 }),
        );
      }
      const upload = find(id);
      if (upload === undefined) return Promise.resolve(new Response(null, { status: 404 }));
      return file(upload, which).then((blob) => serveFile(request, blob, `"${id}-${which}"`));
    },
  };
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
