import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../stores/stores.ts';
import type { Fleet } from './fleet.ts';

const DOWN_MS = 500;
/** How long to wait for a list that is sent, in ms. */
const PATIENCE_MS = 5000;

/** What is disturbed, and when. */
export interface Disturbance {
  readonly fleet: Fleet;
  readonly database: Database;
  /** How many processes are killed. */
  readonly kills: number;
  /** How long a request takes, in ms. */
  readonly latency: number;
  /** Returns how many lists were sent. */
  readonly sent: () => number;
}

/** Kills processes at random moments of requests that send a list, and the database once in the middle. */
export async function disturb({ fleet, database, kills, latency, sent }: Disturbance): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    const before = sent();
    for (let waited = 0; waited < PATIENCE_MS && sent() === before; waited += 10) await sleep(10);
    await sleep(Math.random() * latency);
    fleet.replace(kill);
    if (kill !== Math.floor(kills / 2)) continue;
    await database.crash();
    await sleep(DOWN_MS);
    await database.restart();
  }
}
