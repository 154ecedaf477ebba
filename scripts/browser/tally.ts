/** Runs checks one after the other, prints a line for each, and counts them. */
export interface Tally {
  /** Runs one; a later one may build on it, and then fails as well. */
  check(name: string, work: () => void | Promise<void>): Promise<void>;
  readonly passed: number;
  readonly failed: number;
}

/** Starts at zero. */
export function createTally(): Tally {
  let passed = 0;
  let failed = 0;
  return {
    async check(name, work) {
      try {
        await work();
        passed += 1;
        console.log(`✓ ${name}`);
      } catch (error) {
        failed += 1;
        const reason = error instanceof Error ? error.message : String(error);
        console.log(`✗ ${name}\n${reason.replaceAll(/^/gm, '    ')}`);
      }
    },
    get passed() {
      return passed;
    },
    get failed() {
      return failed;
    },
  };
}
