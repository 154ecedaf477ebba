import { inspect } from 'node:util';

/** Throws unless two values are the same. */
export function expectSame(what: string, found: unknown, wanted: unknown): void {
  if (found === wanted) return;
  throw new Error(`${what}: expected ${String(wanted).slice(0, 200)}, got ${String(found).slice(0, 200)}`);
}

/** Returns the error that a promise rejects with. */
export async function rejection(what: string, call: Promise<unknown>): Promise<Error & { code?: unknown }> {
  const reason: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (reason instanceof Error) return reason;
  throw new Error(`${what}: expected an error, got ${String(reason)}`);
}

/** Makes the process fail on unhandled errors. */
export function failOnUnhandledErrors(): void {
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, (reason: unknown) => {
      // Programs may have replaced console.error.
      process.stderr.write(`Error: ${event}: ${inspect(reason)}\n`);
      process.exit(1);
    });
  }
}
