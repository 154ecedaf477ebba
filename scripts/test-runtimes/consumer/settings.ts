import type { Settings } from './story.ts';

// When it runs, another module stands in place of this one: a runtime then needs no environment for it.
/** The settings of this run. */
export function readSettings(): Settings {
  throw new Error('The settings are written by scripts/test-runtimes when it runs.');
}
