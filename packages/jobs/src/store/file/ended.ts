import { hasEnded } from '../record.ts';
import type { StoredRecord } from '../store.ts';
import { parseNames } from './names.ts';
import { namesIn } from './system.ts';

/** The records that have ended, as far as this process has seen, so that it needn't read them to find the live ones. */
export interface Ended {
  /** Takes note of a record that was read or stored. */
  note(keyFolder: string, stored: StoredRecord | undefined): void;
  /**
   * Whether the newest version of a record is one that is known to have ended. The names of the files show it:
   * an ended job can continue, for example because its upload is found after it was abandoned.
   */
  includes(keyFolder: string): Promise<boolean>;
}

/** Creates an empty memory of ended records. */
export function createEnded(): Ended {
  const versions = new Map<string, number>();
  return {
    note(keyFolder, stored) {
      if (stored?.record.kind === undefined && stored !== undefined && hasEnded(stored.record.state)) {
        versions.set(keyFolder, stored.version);
      }
    },
    async includes(keyFolder) {
      const version = versions.get(keyFolder);
      if (version === undefined) return false;
      const names = parseNames((await namesIn(keyFolder)) ?? []);
      return names.versions.at(-1) === version && names.foreign.length === 0;
    },
  };
}
