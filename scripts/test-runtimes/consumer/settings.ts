import type { Settings } from './story.ts';

// In its place stands a module with the settings of the run: a runtime then needs no environment for them.
/** The settings of this run. */
export function readSettings(): Settings {
  throw new Error('The settings are written by scripts/test-runtimes when it runs.');
}
