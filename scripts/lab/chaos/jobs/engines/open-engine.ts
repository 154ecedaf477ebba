import type { DriverKind } from '../crew/order.ts';
import type { Engine } from './engine.ts';

/** Opens the engine of a driver, on the database of the store; `undefined` if it has none. */
export async function openEngine(driver: DriverKind, url: string): Promise<Engine | undefined> {
  if (driver === 'dbos') return (await import('./dbos.ts')).openDbos(url);
  if (driver === 'bullmq') return (await import('./bullmq.ts')).openBullmq(url);
  return undefined;
}
