import type { Upload } from '@optimaldial/types';
import type { RecordedRequest } from '../../engine/recording.ts';

/** A job of `@optimaldial/jobs` in the dashboard, or a part of one, as far as the API sees it. */
export interface ShownJob {
  /** The token in the filename of its list. */
  readonly id: string;
  /** The filename without the token. */
  readonly list: string;
  /** Status of its upload; `not_uploaded` if no request has created one, `charged_twice` after two. */
  readonly state: Upload['status'] | 'not_uploaded' | 'charged_twice';
  /** Requests that sent the list. */
  readonly sends: number;
  readonly uploads: number;
  /** Credits charged, less those refunded. */
  readonly credits: number;
}

/** The jobs whose lists were sent to a sandbox. They are recognized by the tokens in their filenames. */
export interface JobList {
  /** Counts the requests that sent a list. */
  add(requests: readonly RecordedRequest[]): void;
  /** The newest jobs, the newest first. */
  shown(uploads: readonly Upload[]): ShownJob[];
}

/** What jobs put into a filename: `crm.csv` becomes `crm.<token>.csv`. */
const TOKEN = /\.([0-9a-f]{32})(?=\.|$)/;

interface Named {
  readonly id: string;
  readonly list: string;
}

/**
 * Creates the list of jobs.
 *
 * @param most number of jobs that are kept and shown
 */
export function createJobList(most: number): JobList {
  const sends = new Map<string, Named & { readonly count: number }>();
  return {
    add(requests) {
      for (const request of requests) {
        const named = nameOf(filenameIn(request));
        if (named === undefined) continue;
        sends.set(named.id, { ...named, count: (sends.get(named.id)?.count ?? 0) + 1 });
        const [oldest] = sends.keys();
        if (sends.size > most && oldest !== undefined) sends.delete(oldest);
      }
    },
    shown(uploads) {
      const byJob = new Map<string, Upload[]>();
      for (const upload of uploads) {
        const id = nameOf(upload.original_filename)?.id;
        if (id !== undefined && sends.has(id)) byJob.set(id, [...(byJob.get(id) ?? []), upload]);
      }
      return Array.from(sends.values(), ({ id, list, count }) => {
        const found = byJob.get(id) ?? [];
        const credits = found.reduce(
          (sum, one) => sum + (one.credits_charged ?? 0) - (one.credits_refunded ?? 0),
          0,
        );
        return { id, list, state: stateOf(found), sends: count, uploads: found.length, credits };
      }).toReversed();
    },
  };
}

function nameOf(filename: unknown): Named | undefined {
  if (typeof filename !== 'string') return undefined;
  const id = TOKEN.exec(filename)?.[1];
  return id === undefined ? undefined : { id, list: filename.replace(TOKEN, '') };
}

function stateOf([upload, ...others]: readonly Upload[]): ShownJob['state'] {
  if (others.length > 0) return 'charged_twice';
  return upload === undefined ? 'not_uploaded' : upload.status;
}

/** The name under which a request sends its list. */
function filenameIn({ operation, body }: RecordedRequest): unknown {
  if (operation !== 'createUpload' || typeof body !== 'object' || body === null) return undefined;
  return 'filename_override' in body
    ? body.filename_override
    : 'filename' in body
      ? body.filename
      : undefined;
}
