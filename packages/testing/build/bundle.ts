/**
 * Bundles the stand-in with all that it stands on, so that installing it brings no other package: no
 * install script, no telemetry, no 143 packages. The declarations are written by `tsc` before this.
 */
import { createHash } from 'node:crypto';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { build, transform, type Plugin } from 'esbuild';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { copyDescription } from '../src/spec/operations.ts';
import { licences } from './licences.ts';

const room = `${import.meta.dirname}/..`;
const dist = `${room}/dist`;

// What Prism loads for work that is not asked of it here: made-up data, descriptions read at run time,
// real HTTP, logs. Empty modules in their place; the tests of the packed tarball run on them.
const UNUSED =
  /^(@faker-js\/faker|json-schema-faker|postman-collection|node-fetch|https?-proxy-agent|pino|@stoplight\/http-spec.*|@stoplight\/json-schema-ref-parser|@stoplight\/yaml|\.\/utils\/operations|\.\/instanceWithSpec)$/;
const STUB = `module.exports = new Proxy(function () {}, { get: (_, name) => name === '__esModule' ? false : module.exports, apply: () => module.exports, construct: () => module.exports });`;

// Node shows the line that an error comes from: no line may be as long as all of the operations.
const LONGEST_LINE = 200;

const NODE_MODULE = new RegExp(`^(node:)?(${builtinModules.join('|')})$`);

function inPieces(text: string): string[] {
  return Array.from({ length: Math.ceil(text.length / LONGEST_LINE) }, (_, piece) =>
    text.slice(piece * LONGEST_LINE, (piece + 1) * LONGEST_LINE),
  );
}

/** In place of the module that reads the description at run time. */
async function operationsModule(): Promise<string> {
  const operations = await getHttpOperationsFromSpec(copyDescription());
  const { version } = description.info;
  const hash = createHash('sha256').update(JSON.stringify(description)).digest('hex');
  return `
import { createHash } from 'node:crypto';
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
const operations = JSON.parse(${JSON.stringify(inPieces(JSON.stringify(operations)))}.join(''));
export async function prismOperations() {
  const hash = createHash('sha256').update(JSON.stringify(description)).digest('hex');
  if (hash !== '${hash}') {
    throw new Error(\`@optimaldial/testing was made from another description (${version}) than the @optimaldial/types beside it (\${description.info.version}). Install the same version of both.\`);
  }
  return structuredClone(operations);
}
`;
}

async function minified(name: string, loader: 'css' | 'js'): Promise<string> {
  const text = await readFile(`${room}/src/dashboard/browser/${name}`, 'utf8');
  return (await transform(text, { loader, minify: true, target: 'es2022' })).code;
}

/** In place of the module that reads the page's style and script from files beside it. */
async function assetsModule(): Promise<string> {
  return `
export const style = ${JSON.stringify(await minified('dashboard.css', 'css'))};
export const script = ${JSON.stringify(await minified('dashboard.js', 'js'))};
`;
}

function nameAndVersion(manifest: string): string {
  return JSON.stringify(JSON.parse(manifest), ['name', 'version']);
}

const inPlace: Plugin = {
  name: 'in-place',
  setup(esbuild) {
    // Its other form hides what it asks for from a bundler.
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
    // They ask for their own name and version, and nothing else of it.
    esbuild.onLoad({ filter: /node_modules[/\\].*[/\\]package\.json$/ }, async ({ path }) => ({
      contents: nameAndVersion(await readFile(path, 'utf8')),
      loader: 'json',
    }));
    esbuild.onLoad({ filter: /[/\\]src[/\\]engine[/\\]prism-operations\.ts$/ }, async () => ({
      contents: await operationsModule(),
      loader: 'js',
    }));
    esbuild.onLoad({ filter: /[/\\]src[/\\]dashboard[/\\]assets\.ts$/ }, async () => ({
      contents: await assetsModule(),
      loader: 'js',
    }));
  },
};

// What an earlier build left, under names of its own.
await rm(`${dist}/chunks`, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ['index', 'cli', 'vitest'].map((name) => `${room}/src/${name}.ts`),
  outdir: dist,
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
  metafile: true,
  external: ['@optimaldial/types', '@optimaldial/types/*', 'vitest'],
  plugins: [inPlace],
  logLevel: 'error',
});
await writeFile(`${dist}/THIRD-PARTY-LICENSES.txt`, await licences(Object.keys(metafile.inputs)));
// They speak of Prism's types, which nobody has who installs this.
for (const name of ['prism', 'prism-operations']) await rm(`${dist}/engine/${name}.d.ts`);
// esbuild keeps the first line of a program; npm makes it executable, a workspace does not.
await chmod(`${dist}/cli.js`, 0o755);
