import { createHash, randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
/** A part file whose writer can't be known is left behind if it has not grown for so long. */
const STALE_MS = 3600000;
/** Part files that are being written. Shared with other copies of this package in the process. */
const live = shared('@optimaldial/client/part-files', new Set());
/**
 * Makes the name of the part file of a target: hidden, in the same folder, and found again by the next
 * save. It holds hashes of the target's name and the host, and the ID of the process.
 */
export function partFileOf(target) {
  const folder = dirname(target);
  const prefix = `.optimaldial-${hash(basename(target))}-`;
  const host = hash(hostname());
  const path = join(folder, `${prefix}${host}-${process.pid}-${randomUUID().slice(0, 8)}.part`);
  live.add(path);
  const isAbandoned = async (name) => {
    const [itsHost, pid] = name.slice(prefix.length).split('-');
    const { mtimeMs } = await stat(join(folder, name));
    const now = Date.now();
    if (now - mtimeMs > STALE_MS) return true;
    // Process IDs of another host, such as another container, say nothing here.
    if (itsHost !== host) return false;
    // Of an earlier process with the same ID, as the first one of a container has. A later one may be of
    // another thread.
    if (Number(pid) === process.pid) return mtimeMs < now - process.uptime() * 1000;
    return !isRunning(Number(pid));
  };
  return {
    path,
    async sweep() {
      // A folder that may be written, but not listed, is no reason to fail.
      for (const name of await readdir(folder).catch(() => [])) {
        const other = join(folder, name);
        if (!name.startsWith(prefix) || !name.endsWith('.part') || live.has(other)) continue;
        try {
          if (await isAbandoned(name)) await rm(other, { force: true });
        } catch {
          // Swept by another save, or not ours to remove: neither concerns this one.
        }
      }
    },
    release: () => void live.delete(path),
  };
}
function hash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user is running as well.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
function shared(key, initial) {
  const slots = globalThis;
  return (slots[Symbol.for(key)] ??= initial);
}
