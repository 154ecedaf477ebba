import type { EngineAnswer } from '../engine/engine.ts';
import type { Key } from './account.ts';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** What every part of the sandbox has at hand. */
export interface Context {
  readonly clock: Clock;
  readonly random: Random;
}

/** A call, once its key and its shape are known to be good. */
export interface Call {
  readonly operation: string;
  readonly key: Key;
  /** The values of the path parameters, in their order. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  /** Base URL of the server that the call came to; `undefined` in process. */
  readonly origin: string | undefined;
}

/** Carries out a call. */
export type Serve = (call: Call) => EngineAnswer | Promise<EngineAnswer>;
