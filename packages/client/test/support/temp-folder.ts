import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';

/** A temporary folder for each test, and a path in it to save to. */
export interface TempFolder {
  folder: string;
  target: string;
  /** Filenames in the folder. */
  names(): Promise<string[]>;
  /** The content of the file at `target`. */
  saved(): Promise<Uint8Array>;
}

/** Gives each test of the file a folder, and fake timers that {@link advanceUntilSettled} advances. */
export function useTempFolder(): TempFolder {
  const disk: TempFolder = {
    folder: '',
    target: '',
    names: () => readdir(disk.folder),
    saved: async () => new Uint8Array(await readFile(disk.target)),
  };
  beforeEach(async () => {
    disk.folder = await mkdtemp(join(tmpdir(), 'optimaldial-'));
    disk.target = join(disk.folder, 'likely.csv');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await rm(disk.folder, { recursive: true });
  });
  return disk;
}

/** Advances the fake timers until a promise settles that also does real I/O. */
export async function advanceUntilSettled<T>(work: Promise<T>): Promise<T> {
  const state = { done: false };
  const end = work.finally(() => (state.done = true));
  end.catch(() => undefined);
  while (!state.done) {
    await vi.advanceTimersByTimeAsync(60_000);
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return end;
}
