import type { Browser } from './playwright.ts';
import type { Tally } from './tally.ts';

/** What a suite has at hand. */
export interface Stage {
  readonly browser: Browser;
  readonly tally: Tally;
}

/** Checks pages in a browser. Another one is added to the list in `test-browser.ts`. */
export type Suite = (stage: Stage) => Promise<void>;
