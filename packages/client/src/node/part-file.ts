import { createHash, randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** A part file with a unique name, which is reserved until it is released. */
export interface PartFile {
  readonly path: string;
  /** Removes part files of the same target whose process has ended. */
  sweep(): Promise<void>;
  release(): void;
}

/** Age in ms after which a part file counts as abandoned if its process can't be identified. */
const STALE_MS = 3_600_000;

/** Part files in use. Shared with other copies of this package in the process. */
const active = shared<Set<string>>('@optimaldial/client/part-files', new Set());

/**
 * Creates the name of a part file: hidden, in the folder of its target, and recognizable by later saves to
 * the same target. It contains hashes of the target's name and of the host, and the process ID.
 */
export function partFileOf(target: string): PartFile {
  const folder = dirname(target);
  const prefix = `.optimaldial-${hash(basename(target))}-`;
  const host = hash(hostname() + pidNamespace());
  const path = join(folder, `${prefix}${host}-${process.pid}-${randomUUID().slice(0, 8)}.part`);
  active.add(path);

  const isAbandoned = async (name: string): Promise<boolean> => {
    const [fileHost, pid] = name.slice(prefix.length).split('-');
    const { mtimeMs } = await stat(join(folder, name));
    const now = Date.now();
    if (now - mtimeMs > STALE_MS) return true;
    // Process IDs are only comparable in one namespace. A container can have the host name of another one.
    if (fileHost !== host) return false;
    // An older file is from an earlier process with the same ID, which is common in containers. A newer one
    // may be from another thread.
    if (Number(pid) === process.pid) return mtimeMs < now - process.uptime() * 1000;
    return !isRunning(Number(pid));
  };

  return {
    path,
    async sweep() {
      // A folder can be writable without being readable.
      for (const name of await readdir(folder).catch(() => [])) {
        const other = join(folder, name);
        if (!name.startsWith(prefix) || !name.endsWith('.part') || active.has(other)) continue;
        try {
          if (await isAbandoned(name)) await rm(other, { force: true });
        } catch {
          // Removed by another save, or not permitted; this save can continue.
        }
      }
    },
    release: () => void active.delete(path),
  };
}

/**
 * Removes part files of a target that killed processes left. `saveDownload` does the same, but isn't called
 * again for a file that another process has saved in the meantime.
 *
 * @param target path of the saved file
 */
export async function removePartFiles(target: string): Promise<void> {
  const part = partFileOf(resolve(target));
  try {
    await part.sweep();
  } finally {
    part.release();
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux.
    return '';
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is running as another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function shared<T>(key: string, initial: T): T {
  const slots = globalThis as { [slot: symbol]: T | undefined };
  return (slots[Symbol.for(key)] ??= initial);
}
