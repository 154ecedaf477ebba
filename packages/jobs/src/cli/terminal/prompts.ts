import { createInterface } from 'node:readline/promises';
import type { Io } from '../io.ts';

/** Whether a question can be shown at a terminal. */
export function canAsk({ stdin, stderr }: Io): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/**
 * Shows a question at the terminal, and reads the reply.
 *
 * @returns the reply without whitespace around it; `undefined` if the input ended without one
 * @throws the reason of the signal if the user presses Ctrl-C
 */
export async function ask(io: Io, question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  // In a terminal, readline reads Ctrl-C as a key.
  terminal.on('SIGINT', io.interrupt);
  const closed = new Promise<undefined>((resolve) => {
    terminal.once('close', () => resolve(undefined));
  });
  try {
    const reply = await Promise.race([terminal.question(question, { signal: io.signal }), closed]);
    if (reply === undefined) io.stderr.write('\n');
    return reply?.trim();
  } finally {
    terminal.close();
    io.signal.throwIfAborted();
  }
}

/** Confirms a question with yes or no. The default is `no`. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await ask(io, `${question} [y/N] `)) ?? '');
}
