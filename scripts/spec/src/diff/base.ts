import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import { promisify } from 'node:util';
import { root } from '@optimaldial/checks/shell';
import { bundleSpec, isObject, type Spec } from '@optimaldial/codegen/spec';

/** Path of the spec of the last release. `release:version` updates it. */
export const releasedPath: string = `${root}spec/released.json`;

/** Path of the bundled spec in every commit. */
const BUNDLED = 'packages/types/openapi.json';

/** Reads the spec of the last release. Returns undefined if nothing has been released. */
export async function readReleased(path: string = releasedPath): Promise<Spec | undefined> {
  if (!existsSync(path)) return undefined;
  return parse(await readFile(path, 'utf8'), path);
}

/** Reads the spec in a file, or in the commit that a git ref names. */
export async function readBase(base: string): Promise<Spec> {
  const path = given(base);
  if (existsSync(path)) return bundleSpec(path);
  const { stdout } = await promisify(execFile)('git', ['show', `${base}:${BUNDLED}`], {
    cwd: root,
    maxBuffer: 256 * 1024 * 1024,
  }).catch((cause: unknown) => {
    throw new Error(
      `\`${base}\` is neither a file nor a git ref that contains ${BUNDLED}. In a shallow clone, fetch the ref first.`,
      { cause },
    );
  });
  return parse(stdout, `${base}:${BUNDLED}`);
}

/** Reads a spec that somebody else wrote, from a file or a URL. */
export async function readTheirs(source: string): Promise<Spec> {
  const spec = await bundleSpec(/^https?:/.test(source) ? source : given(source));
  const version = 'openapi' in spec ? String(spec.openapi) : '';
  if (!/^3\.[01]\./.test(version) || !isObject(spec.paths)) {
    throw new Error(`${source} is not an OpenAPI 3.0 or 3.1 spec with paths. Convert it first.`);
  }
  return spec;
}

// pnpm runs scripts in the folder of the package, not in the current folder of the user.
function given(path: string): string {
  return resolvePath(process.env['INIT_CWD'] ?? '.', path);
}

function parse(text: string, place: string): Spec {
  const document: unknown = JSON.parse(text);
  if (isSpec(document)) return document;
  throw new Error(`${place} is not a bundled spec: info, servers, paths or components.schemas is missing.`);
}

function isSpec(value: unknown): value is Spec {
  return (
    isObject(value) &&
    isObject(value['info']) &&
    Array.isArray(value['servers']) &&
    isObject(value['paths']) &&
    isObject(value['components']) &&
    isObject(value['components']['schemas'])
  );
}
