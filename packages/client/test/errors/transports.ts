import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { deserializeError, serializeError } from 'serialize-error';
import { expect } from 'vitest';

/** How an error gets to another process, thread or copy of the package. */
export type Transport = (error: unknown) => unknown;

/** The transports that need no process or thread of their own. */
export const transports: Readonly<Record<string, Transport>> = {
  JSON: (error) => JSON.parse(JSON.stringify(error)),
  structuredClone: (error) => structuredClone(error),
  'serialize-error': (error) => deserializeError(JSON.parse(JSON.stringify(serializeError(error)))),
  'serialize-error without toJSON': (error) =>
    deserializeError(JSON.parse(JSON.stringify(serializeError(error, { useToJSON: false })))),
};

/** Sends a value to a worker thread, and returns what the worker sends back. */
export async function throughWorker(value: unknown): Promise<unknown> {
  const echo = `const { parentPort, workerData } = require('node:worker_threads');
    parentPort.postMessage(workerData);`;
  const worker = new Worker(echo, { eval: true, workerData: value });
  try {
    const [message]: unknown[] = await once(worker, 'message');
    return message;
  } finally {
    await worker.terminate();
  }
}

/** What every transport keeps, as far as the error has it. */
export function verdictOf(error: unknown): unknown {
  expect(error).toEqual(expect.objectContaining({ message: expect.any(String) }));
  const { name, message, code, next, retryAfter }: Record<string, unknown> = error as never;
  return { name, message, code, next, retryAfter };
}
