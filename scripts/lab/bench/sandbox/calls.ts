/**
 * Prints the duration of one call of each contestant, as JSON.
 *
 *   node calls.ts
 */
import { interleave } from '../measure/interleave.ts';
import { contestants } from './contestants.ts';

const ready = [];
for (const [name, load] of Object.entries(contestants)) ready.push({ name, call: await load() });
console.log(JSON.stringify(await interleave(ready, { rounds: 20, calls: 500, inFlight: 1 })));
process.exit();
