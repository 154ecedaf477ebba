import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve as resolvePath } from 'node:path';
import { promisify } from 'node:util';
import { root } from '@optimaldial/checks/shell';
import { bundleSpec, isObject, type Spec } from '@optimaldial/codegen/spec';

/** The description as it was released last; the release renews it. */
export const releasedPath: string = `${root}spec/released.json`;

/** The bundled description, as it is committed: what a git ref is asked for. */
const BUNDLED = 'packages/types/openapi.json';

/** The released description, or none where nothing was released yet. */
export async function readReleased(path: string = releasedPath): Promise<Spec | undefined> {
  if (!existsSync(path)) return undefined;
  return parse(await readFile(path, 'utf8'), path);
}

/** The description that a file holds, or else the one that a git ref has. */
export async function readBase(base: string): Promise<Spec> {
  const path = resolvePath(process.env['INIT_CWD'] ?? '.', base);
  if (existsSync(path)) return bundleSpec(path);
  const { stdout } = await promisify(execFile)('git', ['show', `${base}:${BUNDLED}`], {
    cwd: root,
    maxBuffer: 256 * 1024 * 1024,
  }).catch((cause: unknown) => {
    throw new Error(
      `\`${base}\` is neither a file nor a git ref with ${BUNDLED}. Give one of the two; in a shallow clone, fetch the ref first.`,
      { cause },
    );
  });
  return parse(stdout, `${base}:${BUNDLED}`);
}

function parse(text: string, place: string): Spec {
  const document: unknown = JSON.parse(text);
  if (isDescription(document)) return document;
  throw new Error(`${place} is no bundled description: it lacks info, servers, paths or components.schemas.`);
}

function isDescription(value: unknown): value is Spec {
  return (
    isObject(value) &&
    isObject(value['info']) &&
    Array.isArray(value['servers']) &&
    isObject(value['paths']) &&
    isObject(value['components']) &&
    isObject(value['components']['schemas'])
  );
}
