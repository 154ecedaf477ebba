import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { script, style } from '../src/dashboard/assets.ts';
import { copySpec } from '../src/spec/operations.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

// Modules that Prism imports but doesn't use here: generated data, spec parsing at run time, real HTTP, logs.
// They are replaced by empty modules. The tests of the packed tarball run on them.
const UNUSED =
  /^(@faker-js\/faker|json-schema-faker|postman-collection|node-fetch|https?-proxy-agent|pino|@stoplight\/http-spec.*|@stoplight\/json-schema-ref-parser|@stoplight\/yaml|\.\/utils\/operations|\.\/instanceWithSpec)$/;
const STUB = `module.exports = new Proxy(function () {}, { get: (_, name) => name === '__esModule' ? false : module.exports, apply: () => module.exports, construct: () => module.exports });`;

// Node prints the source line of an uncaught error, so lines must not be as long as all operations.
const LONGEST_LINE = 200;

const NODE_MODULE = new RegExp(`^(node:)?(${builtinModules.join('|')})$`);

function splitText(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / LONGEST_LINE) }, (_, piece) =>
    text.slice(piece * LONGEST_LINE, (piece + 1) * LONGEST_LINE),
  );
}

/** Replaces the module that parses the spec at run time. */
async function operationsModule(): Promise<string> {
  const operations = await getHttpOperationsFromSpec(copySpec());
  const { version } = spec.info;
  const hash = createHash('sha256').update(JSON.stringify(spec)).digest('hex');
  return `
import { createHash } from 'node:crypto';
import { keepReachableDeclarations } from '@optimaldial/codegen/declarations';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
const operations = JSON.parse(${JSON.stringify(splitText(JSON.stringify(operations)))}.join(''));
export async function prismOperations() {
  const hash = createHash('sha256').update(JSON.stringify(spec)).digest('hex');
  if (hash !== '${hash}') {
    throw new Error(\`@optimaldial/testing was built for spec version ${version}, but @optimaldial/types has version \${spec.info.version}. Install the same version of both packages.\`);
  }
  return structuredClone(operations);
}
`;
}

/** Replaces the module that bundles the dashboard's stylesheet and script. */
function assetsModule(): string {
  return `
export const style = ${JSON.stringify(style)};
export const script = ${JSON.stringify(script)};
`;
}

function nameAndVersion(manifest: string): string {
  return JSON.stringify(JSON.parse(manifest), ['name', 'version']);
}

const replaceModules: Plugin = {
  name: 'replace-modules',
  setup(esbuild) {
    // Its UMD build hides its imports from bundlers.
    esbuild.onResolve({ filter: /^jsonc-parser$/ }, ({ path, resolveDir, kind }) =>
      esbuild.resolve(`${path}/lib/esm/main.js`, { resolveDir, kind }),
    );
    esbuild.onResolve({ filter: UNUSED }, ({ path }) => ({ path, namespace: 'unused' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: STUB }));
    // `require('util')` in a bundled package becomes an import. A `require` made from `import.meta.url` would
    // break in Jest, which compiles the files to CommonJS.
    esbuild.onResolve({ filter: NODE_MODULE }, ({ path, kind }) =>
      kind === 'require-call'
        ? { path: path.replace(/^(node:)?/, 'node:'), namespace: 'required' }
        : undefined,
    );
    esbuild.onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('imported:${path}').default;`,
    }));
    esbuild.onResolve({ filter: /^imported:/ }, ({ path }) => ({
      path: path.slice('imported:'.length),
      namespace: 'imported',
    }));
    esbuild.onLoad({ filter: /.*/, namespace: 'imported' }, ({ path }) => ({
      contents: `export { default } from '${path}';`,
    }));
    // Packages that import their own package.json use only name and version.
    esbuild.onLoad({ filter: /node_modules[/\\].*[/\\]package\.json$/ }, async ({ path }) => ({
      contents: nameAndVersion(await readFile(path, 'utf8')),
      loader: 'json',
    }));
    esbuild.onLoad({ filter: /[/\\]src[/\\]engine[/\\]prism-operations\.ts$/ }, async () => ({
      contents: await operationsModule(),
      loader: 'js',
    }));
    esbuild.onLoad({ filter: /[/\\]src[/\\]dashboard[/\\]assets\.ts$/ }, () => ({
      contents: assetsModule(),
      loader: 'js',
    }));
  },
};

/** Options of esbuild for these modules of `src`. */
export function bundleOptions(entryPoints: readonly string[]): BuildOptions {
  return {
    entryPoints: entryPoints.map((name) => `${root}/src/${name}.ts`),
    outdir: `${root}/dist`,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20.10',
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: LONGEST_LINE,
    keepNames: true,
    legalComments: 'none',
    external: ['@optimaldial/types', '@optimaldial/types/*', 'vitest'],
    plugins: [replaceModules],
    logLevel: 'error',
  };
}
