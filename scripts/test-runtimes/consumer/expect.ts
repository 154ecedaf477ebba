import { inspect } from 'node:util';

/** Throws unless two values are the same. */
export function expectSame(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: got ${String(found)} instead of ${String(wanted)}`);
}

/** What a promise rejects with. */
export async function rejection(what: string, call: Promise<unknown>): Promise<Error & { code?: unknown }> {
  const reason: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (reason instanceof Error) return reason;
  throw new Error(`${what}: expected an error, got ${String(reason)}`);
}

/** Ends the process with an error if anything fails behind the back of the calls. */
export function watchProcess(): void {
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (reason: unknown) => {
      // Not by console.error, which a program may have silenced.
      process.stderr.write(`Error: ${event}: ${inspect(reason)}\n`);
      process.exit(1);
    });
  }
}
