import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { root, run } from '@optimaldial/checks/shell';
import { generate } from '@optimaldial/codegen';
import type { Spec } from '@optimaldial/codegen/spec';
import { isTypeTest, type Piece } from './surface.ts';

/** A piece of the last release that no longer compiles, and why. */
export interface Broken {
  place: string;
  why: string;
}

// An expected error no longer occurs. More code compiles than before, so nothing breaks.
const UNUSED_EXPECTATION = 'TS2578';

/**
 * Compiles what compiled with the last release against the current packages.
 *
 * Examples are code that users write, so every error counts. Type tests also assert exact types, which every
 * addition to the spec changes, so they compile with types generated from the released spec.
 *
 * @param options.from folder of a package, where imports resolve from. @default packages/jobs, where all resolve
 */
export async function compileSurface(
  pieces: readonly Piece[],
  released: Spec,
  options: { from?: string } = {},
): Promise<Broken[]> {
  const { from = `${root}packages/jobs` } = options;
  const folder = await mkdtemp(`${from}/.released-`);
  try {
    const typeTests = pieces.filter(isTypeTest);
    const examples = pieces.filter((piece) => !isTypeTest(piece));
    if (typeTests.length > 0) await makeTypes(`${folder}/types`, released);
    const [fromExamples, fromTests] = await Promise.all([
      compile(`${folder}/examples`, examples, {}),
      compile(`${folder}/tests`, typeTests, {
        '@optimaldial/types': ['../types/src/index.ts'],
        '@optimaldial/types/openapi.json': ['../types/openapi.json'],
      }),
    ]);
    return [...fromExamples, ...fromTests];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Copies the types package, with code generated from another spec. */
async function makeTypes(folder: string, spec: Spec): Promise<void> {
  const types = `${root}packages/types`;
  await cp(`${types}/src`, `${folder}/src`, {
    recursive: true,
    filter: (path) => !path.endsWith('generated'),
  });
  await cp(`${types}/package.json`, `${folder}/package.json`);
  await writeFile(`${folder}/released.json`, JSON.stringify(spec));
  await generate({ source: `${folder}/released.json`, folders: { types: folder } });
}

async function compile(
  folder: string,
  pieces: readonly Piece[],
  paths: Record<string, string[]>,
): Promise<Broken[]> {
  if (pieces.length === 0) return [];
  await mkdir(folder);
  await Promise.all(
    pieces.map(({ code }, index) => writeFile(`${folder}/piece-${index}.ts`, `${code}\nexport {};\n`)),
  );
  await writeFile(
    `${folder}/tsconfig.json`,
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { noUnusedLocals: false, paths },
      include: ['*.ts'],
    }),
  );
  const { ok, output } = await run(['tsc', '-p', '.', '--pretty', 'false'], folder);
  if (!ok && !/\.ts\(\d+,\d+\): error/.test(output)) {
    throw new Error(`Could not compile the surface of the last release:\n${output.trim()}`);
  }
  // Errors in the packages themselves belong to another check.
  const errors = output.matchAll(/^piece-(\d+)\.ts\((\d+),\d+\): error (TS\d+): (.*)$/gm);
  return [...errors].flatMap(([, index, line, code, message = '']) => {
    if (code === UNUSED_EXPECTATION) return [];
    return [{ place: `${pieces[Number(index)]?.place ?? ''}, line ${line}`, why: message }];
  });
}
