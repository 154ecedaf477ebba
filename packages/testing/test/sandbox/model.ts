import type { Duration, FaultKind, Sandbox } from '@optimaldial/testing';
import type { Upload, WebhookEvent } from '@optimaldial/types';

/** What an upload has to be, by all that was done. */
export interface Expected {
  status: Upload['status'];
  charged: number;
  refunded: number;
  /** When its processing was to start, in ms of the model's time. */
  start: number;
}

/** An account as it has to be: told of the same calls as the sandbox, and sure of what they lead to. */
export interface Model {
  now: number;
  credits: number;
  /** In the order in which they were made. */
  readonly uploads: Map<string, Expected>;
  /** What has to be told, as `<type> <upload>`. */
  readonly events: string[];
  /** The faults that wait for the next creates. */
  readonly faults: FaultKind[];
}

/** The sandbox under test, and what its endpoint was told. */
export interface Real {
  readonly sandbox: Sandbox;
  readonly told: string[];
  unsigned: number;
}

/** How many valid numbers a list of the model has. */
export const ROWS = 110;
/** How long an upload waits, and takes, in ms. */
export const QUEUED = 2000;
export const TAKES = 8000;

/** The numbers of a list. */
export const phones: readonly string[] = Array.from(
  { length: ROWS },
  (_, row) => `+1212555${String(100 + (row % 100)).padStart(4, '0')}`,
);

/** Notes a status, and that it is told where it is. */
export function become(model: Model, id: string, status: Upload['status']): void {
  const upload = model.uploads.get(id);
  if (upload === undefined) throw new Error(`The model knows no ${id}.`);
  upload.status = status;
  const type: Partial<Record<Upload['status'], WebhookEvent['type']>> = {
    ready_for_processing: 'upload.created',
    completed: 'upload.completed',
    failed: 'upload.failed',
  };
  const told = type[status];
  if (told !== undefined) model.events.push(`${told} ${id}`);
}

/** Takes the credits for an upload, which waits for processing from now on. */
export function charge(model: Model, id: string): void {
  model.credits -= ROWS;
  model.uploads.set(id, { status: 'ready_for_processing', charged: ROWS, refunded: 0, start: model.now });
  become(model, id, 'ready_for_processing');
}

/** Lets time pass. */
export function pass(model: Model, ms: number): void {
  model.now += ms;
  for (const [id, upload] of model.uploads) {
    const waited = model.now - upload.start;
    if (upload.status === 'ready_for_processing' && waited >= QUEUED) become(model, id, 'processing');
    if (upload.status === 'processing' && waited >= QUEUED + TAKES) become(model, id, 'completed');
  }
}

/** A call; `undefined` where it was broken by a fault, or left the description. */
export async function call(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: Record<string, unknown> } | undefined> {
  try {
    const response = await sandbox.fetch(`https://api.optimaldial.com/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${sandbox.apiKey}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : null,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch {
    // A fault that was asked for: whether it was carried out is for the model to say.
    return undefined;
  }
}

/** Spans of time that matter to an upload, with their ms. */
export const spans: readonly (readonly [Duration, number])[] = [
  [500, 500],
  ['1s', 1000],
  ['2s', 2000],
  ['8s', 8000],
  ['5min', 300_000],
  ['1d', 86_400_000],
];
