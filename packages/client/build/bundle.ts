/**
 * Bundles the client into a few files, because Node.js takes about a millisecond to load each one. `tsc` has
 * already written the declarations.
 *
 * Entry points share two chunks, so every error class exists once. `errors.js` is the only one that
 * `webhooks/index.js` imports. The other one, with the code of calls, exists for Node.js and for other runtimes,
 * with the platform module in it: package.json maps `#platform` to one of them.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { build, type CodeSplittingNameFunction } from 'rolldown';
import { keepReachableDeclarations } from '@optimaldial/codegen/declarations';

const packageFolder = resolve(import.meta.dirname, '..');
const dist = `${packageFolder}/dist`;
const source = (name: string): string => resolve(packageFolder, 'src', `${name}.ts`);

const ENTRY_POINTS = ['index', 'webhooks/index', 'node/index'];
const PLATFORMS = ['node', 'web'].map((name) => `transport/platform/${name}`);

type Graph = Parameters<CodeSplittingNameFunction>[1];

/** Adds a module to `found`, and everything that it imports. */
function collect(id: string, graph: Graph, found: Set<string>): Set<string> {
  if (found.has(id)) return found;
  found.add(id);
  for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) collect(imported, graph, found);
  return found;
}

/** Returns the chunk of a module that several entry points share. */
function chunkOf(platform: string): CodeSplittingNameFunction {
  return (id, graph) => {
    const isIn = (name: string): boolean => collect(source(name), graph, new Set()).has(id);
    const [index, webhooks, node] = ENTRY_POINTS.map(isIn);
    const ofPlatform = PLATFORMS.some(isIn);
    if (webhooks && (index || node || ofPlatform)) return 'errors';
    return [index, node, ofPlatform].filter(Boolean).length > 1 ? `platform-${platform}` : null;
  };
}

/** Bundles the client for a platform. Returns the files by their path. */
async function bundle(platform: string): Promise<ReadonlyMap<string, string>> {
  const { output } = await build({
    input: Object.fromEntries([...PLATFORMS, ...ENTRY_POINTS].map((name) => [name, source(name)])),
    external: [/^node:/, 'openapi-fetch', '@optimaldial/types'],
    resolve: { alias: { '#platform': source(`transport/platform/${platform}`) } },
    tsconfig: `${packageFolder}/tsconfig.json`,
    platform: 'neutral',
    cwd: packageFolder,
    write: false,
    output: {
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      codeSplitting: { groups: [{ name: chunkOf(platform), debugName: 'shared' }] },
      minifyInternalExports: false,
      comments: { jsdoc: false },
    },
  });
  const files = new Map<string, string>();
  for (const file of output) {
    if (file.type !== 'chunk') throw new Error(`${file.fileName} is not a chunk.`);
    if (PLATFORMS.includes(file.name)) continue;
    files.set(file.fileName, file.code.replaceAll(/"[./]+platform-\w+\.js"/g, '"#platform"'));
  }
  return files;
}

const forNode = await bundle('node');
const forWeb = await bundle('web');
for (const [name, text] of [...forNode, ...forWeb]) {
  const isPlatform = name.startsWith('platform-');
  if (!isPlatform && forNode.get(name) !== forWeb.get(name)) {
    throw new Error(`${name} differs between platforms.`);
  }
  await mkdir(dirname(`${dist}/${name}`), { recursive: true });
  await writeFile(`${dist}/${name}`, text);
}
await keepReachableDeclarations(dist, ['index.d.ts', 'node/index.d.ts', 'webhooks/index.d.ts']);
