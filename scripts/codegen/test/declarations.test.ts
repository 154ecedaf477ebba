import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepReachableDeclarations } from '../src/declarations.ts';

test('keepReachableDeclarations: deletes only declarations that no entry point imports', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'declarations-'));
  try {
    await mkdir(join(folder, 'parts'));
    const files = {
      'index.d.ts': `import { A } from 'a';\nexport * from './parts/one.ts';\n`,
      'index.js': '',
      'unused.d.ts': `export * from './index.ts';\n`,
      'parts/one.d.ts': `export type One = typeof import("./two.js").two | import('../index.ts').A;\n`,
      'parts/two.d.ts': "/** @example import { mine } from './mine.ts' */\nexport declare const two: 2;\n",
      'parts/three.d.ts': '',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await keepReachableDeclarations(folder, ['index.d.ts']);
    expect((await readdir(folder)).toSorted()).toEqual(['index.d.ts', 'index.js', 'parts']);
    expect((await readdir(join(folder, 'parts'))).toSorted()).toEqual(['one.d.ts', 'two.d.ts']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
