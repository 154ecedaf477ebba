import type { JobRecord, JobStore } from '@optimaldial/jobs';

/** Called before and after every write and every request, with the name of the place. */
export type Seam = (name: string) => void;

/** Adds seams to a store: before and after every write, named by what it changes. */
export function withSeams(store: JobStore, seam: Seam): JobStore {
  const last = new Map<string, JobRecord>();
  return {
    ...store,
    async get(key) {
      const stored = await store.get(key);
      if (stored?.record.kind === undefined && stored !== undefined) last.set(key, stored.record);
      return stored;
    },
    async put(record, version) {
      if (record.kind !== undefined) return store.put(record, version);
      const name = `put ${changeOf(last.get(record.key), record)}`;
      seam(`before ${name}`);
      const isStored = await store.put(record, version);
      if (isStored) {
        last.set(record.key, record);
        seam(`after ${name}`);
      }
      return isStored;
    },
  };
}

function changeOf(before: JobRecord | undefined, { state, lease }: JobRecord): string {
  if (before === undefined) return state;
  if (before.state !== state) return state === 'reserved' ? 'reserved again' : state;
  return lease === undefined ? 'release' : 'renewal';
}

/** How long after its start a request that creates an upload is in transit, in ms. */
const IN_TRANSIT_MS = 100;

/** Adds seams to a `fetch`: before every request, after its response or failure, and during a POST. */
export function fetchWithSeams(seam: Seam): typeof fetch {
  return async (input, init) => {
    const { method, url } = new Request(input, { ...init, body: null, signal: null });
    const name = operationOf(method, new URL(url).pathname);
    seam(`before ${name}`);
    const timer = method === 'POST' ? setTimeout(() => seam(`during ${name}`), IN_TRANSIT_MS) : undefined;
    try {
      return await fetch(input, init);
    } finally {
      clearTimeout(timer);
      seam(`after ${name}`);
    }
  };
}

function operationOf(method: string, path: string): string {
  if (method === 'POST') return 'POST upload';
  if (path.endsWith('/uploads')) return 'GET list';
  if (path.includes('/download/')) return 'GET download';
  return path.includes('/uploads/') ? 'GET upload' : 'GET file';
}

const PUTS = [
  'reserved',
  'sending',
  'submitted',
  'done',
  'failed',
  'needs_review',
  'reserved again',
  'renewal',
  'release',
].map((change) => `put ${change}`);
const REQUESTS = ['POST upload', 'GET list', 'GET upload', 'GET download', 'GET file'];

/** The names of all seams. */
export const SEAMS: readonly string[] = [
  ...[...PUTS, ...REQUESTS].flatMap((name) => [`before ${name}`, `after ${name}`]),
  'during POST upload',
];
