/**
 * Prints the milliseconds from the import of a contestant to its first response.
 *
 *   node first-response.ts <name>
 */
import { contestants } from './contestants.ts';

const [name = ''] = process.argv.slice(2);
const load = contestants[name];
if (load === undefined) throw new Error(`Unknown contestant "${name}".`);
// The platform loads `Response` lazily. Every contestant uses it, so its cost is not measured.
void Response;
const started = performance.now();
const call = await load();
await call();
console.log(performance.now() - started);
process.exit();
