import type { SandboxServices } from '../../sandbox/services.ts';
import { takeSnapshot, writeData } from './data-file.ts';

/** Saves the state of a sandbox after changes. */
export interface Keeper {
  /** Saves the state soon. Changes that follow each other closely are saved together. */
  changed(): void;
  /** Saves the state now, and nothing afterwards. Returns `false` if that failed. */
  finish(): Promise<boolean>;
}

/** After a change, the time until the state is saved, in ms. */
const DELAY_MS = 100;

/**
 * Creates the keeper of a data file.
 *
 * @param onError called if the state can't be saved. It's saved again after the next change
 */
export function keepData(
  path: string,
  { clock, memory, state }: Pick<SandboxServices, 'clock' | 'memory' | 'state'>,
  onError: (message: string) => void,
): Keeper {
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<boolean> = Promise.resolve(true);
  let isFinished = false;

  async function save(): Promise<boolean> {
    clock.remember();
    try {
      await writeData(path, takeSnapshot(memory, state.files));
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onError(`The state of the sandbox can't be saved: ${reason}`);
      return false;
    }
  }

  /** One at a time: all use the same temporary file. */
  function enqueue(): Promise<boolean> {
    timer = undefined;
    saving = saving.then(save);
    return saving;
  }

  return {
    changed() {
      if (!isFinished) timer ??= setTimeout(() => void enqueue(), DELAY_MS);
    },
    finish() {
      isFinished = true;
      clearTimeout(timer);
      return enqueue();
    },
  };
}
