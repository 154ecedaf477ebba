import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { emitExamples } from './emit/examples.ts';
import { recordVersion } from './emit/manifest.ts';
import { emitNames } from './emit/names.ts';
import { emitOperations } from './emit/operations.ts';
import { emitResponses } from './emit/responses.ts';
import { emitSchema } from './emit/schema.ts';
import { bundleSpec, type Spec, specPath } from './spec.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The folders of the packages that contain generated files. */
export interface Folders {
  readonly types?: string;
  readonly client?: string;
}

export const packageFolders: Required<Folders> = {
  types: `${root}packages/types`,
  client: `${root}packages/client`,
};

/**
 * Generates everything that is derived from the spec. Writes a file only if its content changed.
 *
 * @param options.check if true, compares without writing. @default false
 * @param options.source path of the spec. @default spec/openapi.yaml
 * @param options.folders the packages to generate, and their folders. @default all packages
 * @returns the files whose content changed, relative to the root of the repository
 */
export async function generate(
  options: { check?: boolean; source?: string; folders?: Folders } = {},
): Promise<string[]> {
  const { check = false, source = specPath, folders = packageFolders } = options;
  const spec = await bundleSpec(source);
  const files = {
    ...(folders.types === undefined ? {} : await typesFiles(spec, folders.types)),
    ...(folders.client === undefined
      ? {}
      : {
          [`${folders.client}/src/generated/operations.ts`]: emitOperations(spec),
          [`${folders.client}/src/generated/responses.ts`]: emitResponses(spec),
        }),
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
    // An atomic rename, so that a compiler in watch mode never reads half a file.
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  }
  return changed;
}

async function typesFiles(spec: Spec, folder: string): Promise<Record<string, string>> {
  const manifest = await readFile(`${folder}/package.json`, 'utf8');
  return {
    [`${folder}/openapi.json`]: `${JSON.stringify(spec, null, 2)}\n`,
    [`${folder}/src/generated/schema.ts`]: await emitSchema(spec),
    [`${folder}/src/generated/names.ts`]: emitNames(spec),
    [`${folder}/src/generated/examples.ts`]: emitExamples(spec),
    [`${folder}/package.json`]: recordVersion(manifest, spec.info.version),
  };
}
