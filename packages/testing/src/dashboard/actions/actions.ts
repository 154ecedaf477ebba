import type { IncomingMessage } from 'node:http';
import { isRecord } from '../../is-record.ts';
import { FAULT_KINDS, type FaultKind } from '../../sandbox/faults/inject-fault.ts';
import { toMs, type Duration } from '../../sandbox/simulation/duration.ts';
import type { Sandbox } from '../../sandbox/types.ts';
import type { NextRequest } from './next-request.ts';
import { sendSampleList } from './sample-list.ts';

/** Runs when a button is clicked, with the JSON body of its request. */
export type Action = (body: Readonly<Record<string, unknown>>) => void | Promise<void>;

/**
 * Creates the actions of the dashboard, by name.
 *
 * @param baseUrl URL of the sandbox, without a trailing slash
 */
export function createActions(
  sandbox: Sandbox,
  nextRequest: NextRequest,
  baseUrl: () => string,
): ReadonlyMap<string, Action> {
  return new Map<string, Action>([
    ['advance', ({ by }) => sandbox.advance(readDuration(by))],
    ['grant', ({ credits }) => sandbox.grant(Number(credits))],
    ['sample', () => sendSampleList(baseUrl(), sandbox.apiKey)],
    ['fail', ({ id }) => void sandbox.fail(String(id), 'Failed in the dashboard')],
    ['arm', ({ kind }) => nextRequest.arm(readKind(kind))],
    ['disarm', () => nextRequest.arm(undefined)],
  ]);
}

function readDuration(value: unknown): Duration {
  const text = String(value) as Duration;
  // Throws if the text is malformed.
  toMs(text);
  return text;
}

function readKind(value: unknown): FaultKind {
  const found = FAULT_KINDS.find((kind) => kind === value);
  if (found !== undefined) return found;
  throw new RangeError(`Unknown fault. Use one of ${FAULT_KINDS.join(', ')}.`);
}

const MAX_BYTES = 4096;

/**
 * Reads the JSON body of an action.
 *
 * @throws Error if it's too large, or isn't JSON
 */
export async function readBody(incoming: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    // The rest is received and discarded, so that the client gets the response.
    if (bytes <= MAX_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BYTES) throw new RangeError('The request body is too large.');
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return isRecord(body) ? body : {};
}
