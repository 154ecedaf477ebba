import type { Engine } from './engine.ts';
import { loadEngine } from './load-engine.ts';

let engine: Promise<Engine> | undefined;

/** The engine of every mock and sandbox: it's stateless, and loading it takes half a second. */
export function sharedEngine(): Promise<Engine> {
  engine ??= loadEngine();
  return engine;
}
