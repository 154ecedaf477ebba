import type { IncomingMessage } from 'node:http';
import { isRecord } from '../is-record.ts';
import type { Sandbox } from '../sandbox/types.ts';
import { inMs, type Duration } from '../sandbox/duration.ts';
import { FAULT_KINDS, type FaultKind } from '../sandbox/faults.ts';
import type { NextRequest } from './next-request.ts';

/** What a button does with what it was given. */
export type Action = (given: Readonly<Record<string, unknown>>) => void | Promise<void>;

/** The buttons of the page, by name. */
export function createActions(sandbox: Sandbox, next: NextRequest): ReadonlyMap<string, Action> {
  return new Map<string, Action>([
    ['advance', ({ by }) => sandbox.advance(readDuration(by))],
    ['fail', ({ id }) => void sandbox.fail(String(id), 'Failed by hand')],
    ['break', ({ kind }) => next.arm(readKind(kind))],
    ['mend', () => next.arm(undefined)],
  ]);
}

function readDuration(given: unknown): Duration {
  const text = String(given) as Duration;
  // It throws where the text is none.
  inMs(text);
  return text;
}

function readKind(given: unknown): FaultKind {
  const found = FAULT_KINDS.find((kind) => kind === given);
  if (found !== undefined) return found;
  throw new RangeError(`A request can go wrong by ${FAULT_KINDS.join(', ')}.`);
}

const MOST_BYTES = 4096;

/**
 * Reads what a button was given.
 *
 * @throws Error where it is too much, or no JSON
 */
export async function readGiven(incoming: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of incoming) {
    if (!Buffer.isBuffer(piece)) continue;
    bytes += piece.length;
    // Read on, so that the sender gets the answer; but keep nothing.
    if (bytes <= MOST_BYTES) pieces.push(piece);
  }
  if (bytes > MOST_BYTES) throw new RangeError('That is too much.');
  const body: unknown = JSON.parse(Buffer.concat(pieces).toString());
  return isRecord(body) ? body : {};
}
