import type { SandboxServices } from '../../sandbox/services.ts';
import { takeSnapshot, writeData } from './data-file.ts';
import type { DataLock } from './lock.ts';

/** Saves the state of a sandbox after changes. */
export interface Keeper {
  /** Saves the state soon. Changes that follow each other closely are saved together. */
  changed(): void;
  /** Saves the state now. Returns `false` if that failed. */
  save(): Promise<boolean>;
  /** Saves the state now, and nothing afterwards. Returns `false` if that failed. */
  finish(): Promise<boolean>;
}

/** After a change, the time until the state is saved, in ms. */
const DELAY_MS = 100;

/**
 * Creates the keeper of a data file.
 *
 * @param lock nothing is saved without it
 * @param onError called if the state can't be saved. It's saved again after the next change
 */
export function keepData(
  path: string,
  { clock, memory, state }: Pick<SandboxServices, 'clock' | 'memory' | 'state'>,
  lock: Pick<DataLock, 'isHeld'>,
  onError: (message: string) => void,
): Keeper {
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<boolean> = Promise.resolve(true);
  let isFinished = false;

  async function write(): Promise<boolean> {
    clock.remember();
    try {
      // Another process took it over if this one was suspended, or busy for too long.
      if (!(await lock.isHeld())) throw new Error(`another process uses ${path} now`);
      await writeData(path, takeSnapshot(memory, state.files));
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onError(`The state of the sandbox can't be saved: ${reason}`);
      return false;
    }
  }

  /** One at a time: all use the same temporary file. */
  function save(): Promise<boolean> {
    clearTimeout(timer);
    timer = undefined;
    saving = saving.then(write);
    return saving;
  }

  return {
    save,
    changed() {
      if (!isFinished) timer ??= setTimeout(() => void save(), DELAY_MS);
    },
    finish() {
      isFinished = true;
      return save();
    },
  };
}
