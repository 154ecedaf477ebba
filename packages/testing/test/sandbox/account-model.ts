import { type Duration, type FaultKind, phoneNumbers, type Sandbox } from '@optimaldial/testing';
import type { Upload, WebhookEvent } from '@optimaldial/types';
import { type ParsedResponse, send } from '../support/setup-sandbox.ts';

/** The expected state of an upload. */
export interface Expected {
  status: Upload['status'];
  charged: number;
  refunded: number;
  /** When its processing starts, in ms of the model's clock. */
  start: number;
}

/** The expected state of an account after the same requests as the sandbox received. */
export interface Model {
  now: number;
  credits: number;
  /** In order of creation. */
  readonly uploads: Map<string, Expected>;
  /** Events that must be delivered, as `<type> <upload>`. */
  readonly events: string[];
  /** Faults that affect the next creates. */
  readonly faults: FaultKind[];
}

/** The sandbox under test and the events that it delivered. */
export interface Real {
  sandbox: Sandbox;
  /** Replaces the sandbox with one that has its state, as after a restart of the process, which may be killed. */
  readonly restart: (isKilled: boolean) => Promise<void>;
  readonly delivered: string[];
  unsigned: number;
}

/** Rows in a list. */
export const ROWS = 110;
/** How long an upload is queued and processed, in ms. */
export const QUEUED = 2000;
export const TAKES = 8000;

/** The phone numbers of a list. */
export const numbers: readonly string[] = phoneNumbers(ROWS);

/** Sets a status, and adds its event if it has one. */
export function become(model: Model, id: string, status: Upload['status']): void {
  const upload = model.uploads.get(id);
  if (upload === undefined) throw new Error(`Unknown upload ${id}.`);
  upload.status = status;
  const type: Partial<Record<Upload['status'], WebhookEvent['type']>> = {
    ready_for_processing: 'upload.created',
    completed: 'upload.completed',
    failed: 'upload.failed',
  };
  const event = type[status];
  if (event !== undefined) model.events.push(`${event} ${id}`);
}

/** Charges the credits of an upload and queues it. */
export function charge(model: Model, id: string): void {
  model.credits -= ROWS;
  model.uploads.set(id, { status: 'ready_for_processing', charged: ROWS, refunded: 0, start: model.now });
  become(model, id, 'ready_for_processing');
}

/** Advances the clock of the model. */
export function pass(model: Model, ms: number): void {
  model.now += ms;
  for (const [id, upload] of model.uploads) {
    const waited = model.now - upload.start;
    if (upload.status === 'ready_for_processing' && waited >= QUEUED) become(model, id, 'processing');
    if (upload.status === 'processing' && waited >= QUEUED + TAKES) become(model, id, 'completed');
  }
}

/** Sends a request; `undefined` if an injected fault broke it. */
export async function tryCall(...args: Parameters<typeof send>): Promise<ParsedResponse | undefined> {
  return send(...args).catch(() => undefined);
}

/** Durations that affect an upload, with their ms. */
export const spans: readonly (readonly [Duration, number])[] = [
  [500, 500],
  ['1s', 1000],
  ['2s', 2000],
  ['8s', 8000],
  ['5min', 300_000],
  ['1d', 86_400_000],
];
