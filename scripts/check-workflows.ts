/**
 * Checks every workflow of GitHub Actions in the repository against the rules in `check-workflows/rules.ts`,
 * and fails with one line for each violation.
 *
 *   node scripts/check-workflows.ts
 */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { workflowFaults } from './check-workflows/rules.ts';

const folder = fileURLToPath(new URL('../.github/workflows', import.meta.url));

for (const name of await readdir(folder)) {
  const text = await readFile(`${folder}/${name}`, 'utf8');
  for (const fault of workflowFaults(text)) {
    console.error(`.github/workflows/${name}: ${fault}`);
    process.exitCode = 1;
  }
}
