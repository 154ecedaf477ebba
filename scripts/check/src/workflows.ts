/** Checks the GitHub Actions workflows against the rules in `workflows/rules.ts`. Prints one line for each violation. */
import { readdir, readFile } from 'node:fs/promises';
import { root } from './shell.ts';
import { workflowViolations } from './workflows/rules.ts';

const folder = `${root}.github/workflows`;

for (const name of await readdir(folder)) {
  for (const violation of workflowViolations(await readFile(`${folder}/${name}`, 'utf8'))) {
    console.error(`.github/workflows/${name}: ${violation}`);
    process.exitCode = 1;
  }
}
