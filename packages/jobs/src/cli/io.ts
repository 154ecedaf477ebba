import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
type Stream<S> = S & { readonly isTTY?: boolean | undefined };

/** What the command reads and writes, and when it stops. */
export interface Io {
  readonly stdin: Stream<Readable>;
  readonly stdout: Stream<Writable>;
  readonly stderr: Stream<Writable>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** Called if the user presses Ctrl-C at a prompt, where a terminal sends no signal. */
  readonly interrupt: () => void;
}
