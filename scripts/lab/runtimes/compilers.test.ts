import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, inject, test } from 'vitest';
import { program } from './program.ts';
import { installed, requireFile } from './programs.ts';

// Compiles programs that use the types of all packages, and checks the declarations of the packages.

const VERSIONS = ['5.4', '5.9', '6.0', '7.0'];
const MODULES: Readonly<Record<string, string>> = {
  node16: 'node16',
  nodenext: 'nodenext',
  bundler: 'esnext',
};
const WEB = ['es2023', 'DOM', 'DOM.Iterable'];

const project = inject('project');

describe.each(VERSIONS)('TypeScript %s', (version) => {
  test.for(Object.entries(MODULES))('types, %s', async ([moduleResolution, module], context) => {
    const compiler = installed(`typescript${version}/bin/tsc`);
    requireFile(context, compiler);
    const programs = {
      web: { lib: WEB, types: [], files: ['typed-client.ts', 'scenario.ts'] },
      node: { lib: ['es2023'], types: ['node'], files: ['typed-node.ts'] },
      fetch: {
        lib: moduleResolution === 'bundler' ? WEB : ['es2023'],
        types: ['node'],
        files: ['typed-fetch.ts'],
        // The declarations of other libraries may have errors.
        skipLibCheck: true,
      },
    };
    for (const [name, { files, ...options }] of Object.entries(programs)) {
      const config = `tsconfig.${name}.${version}.${moduleResolution}.json`;
      const compilerOptions = {
        noEmit: true,
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        // Saves most of the work.
        skipDefaultLibCheck: true,
        target: 'es2022',
        module,
        moduleResolution,
        ...options,
      };
      await writeFile(join(project, config), JSON.stringify({ compilerOptions, files }));
      await program([process.execPath, compiler, '-p', config], project);
    }
  });
});
