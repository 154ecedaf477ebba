import type { EngineResponse } from '../../engine/engine.ts';
import { problem } from '../../engine/responses.ts';
import type { Key } from '../account/accounts.ts';
import type { Collection, OwnedRecord } from '../state/collection.ts';

/** A valid and authorized call. */
export interface Call {
  readonly operation: string;
  readonly key: Key;
  /** Values of the path parameters, in order. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Base URL of the server that received the call; `undefined` in process. */
  readonly origin: string | undefined;
}

/** Responds to the calls of an operation. */
export type Serve = (call: Call) => EngineResponse | Promise<EngineResponse>;

/**
 * Responds to calls with an ID in their path.
 *
 * @param notFound name of the 404 example, for an unknown ID or the ID of another organization's record
 */
export function serveRecord<T extends OwnedRecord>(
  { find }: Collection<T>,
  notFound: string,
  serve: (record: T, call: Call) => ReturnType<Serve>,
): Serve {
  return (call) => {
    const record = find(call.path[0]);
    const isOwn = record?.organization === call.key.organization;
    return record !== undefined && isOwn ? serve(record, call) : problem(call.operation, notFound);
  };
}
