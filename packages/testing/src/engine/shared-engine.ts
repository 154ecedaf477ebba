import { loadEngine, type Engine } from './engine.ts';

let engine: Promise<Engine> | undefined;

/** One engine serves every stand-in: it keeps no state, and loading it takes half a second. */
export function sharedEngine(): Promise<Engine> {
  engine ??= loadEngine();
  return engine;
}
