/** One line of the table: a story on a runtime, or the types under a compiler. */
export interface Row {
  readonly runtime: string;
  readonly version: string;
  readonly story: string;
  /** kB of what was loaded, minified and gzipped, where it is bundled. */
  readonly size?: number;
  readonly outcome: 'passed' | 'failed' | 'not run';
  readonly seconds: number;
  /** The first error, or why it was not run. */
  readonly reason?: string;
}

/** Why something cannot be run here: it counts as not run, never as passed. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** What is to be run, and gives the version that it ran on and what it loaded. */
export interface Trial {
  readonly runtime: string;
  readonly story: string;
  readonly run: () => Promise<{ readonly version: string; readonly size?: number }>;
}

/** Runs it and makes a line of it, whatever happens. */
export async function attempt({ runtime, story, run }: Trial): Promise<Row> {
  const start = performance.now();
  const since = (): number => (performance.now() - start) / 1000;
  try {
    return { runtime, story, ...(await run()), outcome: 'passed', seconds: since() };
  } catch (error) {
    const outcome = error instanceof Unavailable ? 'not run' : 'failed';
    return { runtime, story, version: '', outcome, seconds: since(), reason: firstLine(error) };
  }
}

function firstLine(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n');
  const told = lines.find((line) => /error( TS\d+)?: /i.test(line)) ?? lines[0] ?? '';
  return told.trim().slice(0, 300);
}
