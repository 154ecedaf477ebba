/**
 * Generates everything that is derived from the spec: the types, the plain names, the names of the
 * examples, the bundled spec, its version in the manifest, and what the client checks of a success.
 * Writes a file only if its content changed.
 *
 *   node scripts/generate.ts           writes
 *   node scripts/generate.ts --check   writes nothing, fails where a committed file is stale
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleDescription } from './generate/bundle.ts';
import { emitExamples } from './generate/examples.ts';
import { recordVersion } from './generate/manifest.ts';
import { emitNames } from './generate/names.ts';
import { emitResponses } from './generate/responses.ts';
import { emitSchema } from './generate/schema.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Path of the description, the one hand-written source. */
export const specPath: string = `${root}spec/openapi.yaml`;

/**
 * Regenerates from `source`.
 *
 * @param options.check compare only, write nothing; default false
 * @param options.source path of the description; default `spec/openapi.yaml`
 * @param options.target folder for all of it; default `packages/types`, and `packages/client` for
 *   what belongs to the client
 * @returns the files whose content differed, relative to the root
 */
export async function generate(
  options: { check?: boolean; source?: string; target?: string } = {},
): Promise<string[]> {
  const { check = false, source = specPath, target = `${root}packages/types` } = options;
  const client = options.target ?? `${root}packages/client`;
  const description = await bundleDescription(source);
  const files: Record<string, string> = {
    [`${target}/openapi.json`]: `${JSON.stringify(description, null, 2)}\n`,
    [`${target}/src/generated/schema.ts`]: await emitSchema(description),
    [`${target}/src/generated/names.ts`]: emitNames(description),
    [`${target}/src/generated/examples.ts`]: emitExamples(description),
    [`${client}/src/generated/responses.ts`]: emitResponses(description),
    [`${target}/package.json`]: recordVersion(
      await readFile(`${target}/package.json`, 'utf8'),
      description.info.version,
    ),
  };
  const changed: string[] = [];
  for (const [path, content] of Object.entries(files)) {
    const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (before === content) continue;
    changed.push(relative(root, path));
    if (check) continue;
    await mkdir(dirname(path), { recursive: true });
    // In one step: a compiler that watches must not read half a file.
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  }
  return changed;
}

if (import.meta.main) {
  const check = process.argv.includes('--check');
  const changed = await generate({ check });
  if (check && changed.length > 0) {
    console.error(`Stale: ${changed.join(', ')}. Run \`npx -y pnpm@12 generate\` and commit the result.`);
    process.exitCode = 1;
  } else {
    console.log(changed.length > 0 ? `Wrote ${changed.join(', ')}` : 'Everything is up to date.');
  }
}
