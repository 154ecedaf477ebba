/** Checks a path as a user who isn't root: root can write to any folder. Prints the message of the error. */
import { checkTargets } from '../../src/protocol/save.ts';

const NOBODY = 65_534;
if (process.getuid?.() === 0) process.setuid?.(NOBODY);
await checkTargets({ processed: process.argv[2] }).then(
  () => process.stdout.write('writable\n'),
  (error: unknown) => process.stdout.write(`${String(error)}\n`),
);
