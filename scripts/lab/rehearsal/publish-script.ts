import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseYaml } from '@redocly/openapi-core';

interface Workflow {
  jobs?: Record<string, { steps?: { name?: string; run?: string }[] } | undefined>;
}

/**
 * Reads the script that publishes the tarballs from the release workflow of a checkout.
 *
 * @throws Error if the workflow has no job `publish` with a step `Publish`
 */
export async function publishScript(checkout: string): Promise<string> {
  const text = await readFile(join(checkout, '.github/workflows/release.yml'), 'utf8');
  const { jobs } = parseYaml(text) as Workflow;
  const script = jobs?.['publish']?.steps?.find(({ name }) => name === 'Publish')?.run;
  if (script === undefined) throw new Error('release.yml has no step `Publish` in a job `publish`.');
  return script;
}
