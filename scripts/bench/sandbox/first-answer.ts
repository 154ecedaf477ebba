/**
 * Prints how many ms pass from the import of a contestant to its first answer.
 *
 *   node first-answer.ts <name>
 */
import { contestants } from './contestants.ts';

const [name = ''] = process.argv.slice(2);
const load = contestants[name];
if (load === undefined) throw new Error(`No contestant is named ${name}.`);
// What every one of them answers with: the platform loads it at the first use.
void Response;
const started = performance.now();
const call = await load();
await call();
console.log(performance.now() - started);
process.exit();
