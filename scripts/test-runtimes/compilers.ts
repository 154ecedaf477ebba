import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { program } from './program.ts';
import { Unavailable, type Trial } from './row.ts';

const VERSIONS = ['5.4', '5.9', '6.0', '7.0'];
const RESOLUTIONS: Readonly<Record<string, string>> = {
  node16: 'node16',
  nodenext: 'nodenext',
  bundler: 'esnext',
};
const here = join(import.meta.dirname, 'node_modules');

/** Compiles what uses the typed surface of the three packages, declarations of the packages included. */
export function compilerTrials(project: string): Trial[] {
  return VERSIONS.flatMap((version) =>
    Object.entries(RESOLUTIONS).map(([resolution, module]) => ({
      runtime: `TypeScript ${version}`,
      story: `types, ${resolution}`,
      run: () => compile(project, version, resolution, module),
    })),
  );
}

async function compile(
  project: string,
  version: string,
  moduleResolution: string,
  module: string,
): Promise<{ version: string }> {
  const compiler = join(here, `typescript${version}`, 'bin/tsc');
  if (!existsSync(compiler)) throw new Unavailable('It could not be installed on this machine.');
  const tsc = [process.execPath, compiler];
  const worlds = {
    web: { lib: ['es2023', 'DOM', 'DOM.Iterable'], types: [], files: ['typed-client.ts', 'story.ts'] },
    node: { lib: ['es2023'], types: ['node'], files: ['typed-node.ts'] },
    // The types of others are their own affair, but not how they go with ours and with the web's.
    foreign: {
      lib: moduleResolution === 'bundler' ? ['es2023', 'DOM', 'DOM.Iterable'] : ['es2023'],
      types: ['node'],
      files: ['typed-foreign.ts'],
      skipLibCheck: true,
    },
  };
  for (const [world, { files, ...options }] of Object.entries(worlds)) {
    const config = `tsconfig.${world}.${version}.${moduleResolution}.json`;
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      // The compiler's own libraries are its own affair, and most of the work.
      skipDefaultLibCheck: true,
      target: 'es2022',
      module,
      moduleResolution,
      ...options,
    };
    await writeFile(join(project, config), JSON.stringify({ compilerOptions, files }));
    await program([...tsc, '-p', config], project);
  }
  return { version: (await program([...tsc, '--version'], project)).replace(/^Version\s+/, '').trim() };
}
