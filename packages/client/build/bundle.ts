/**
 * Bundles the client into a few files, because loading fifty modules takes most of the time of a cold start.
 * Entry points share their common code in chunks, so every error class exists once. `tsc` has already written
 * the declarations.
 */
import { build } from 'esbuild';
import { keepReachableDeclarations } from '@optimaldial/codegen/declarations';

const packageFolder = `${import.meta.dirname}/..`;
const dist = `${packageFolder}/dist`;

await build({
  entryPoints: [
    'index',
    'webhooks/index',
    'node/index',
    'transport/platform/node',
    'transport/platform/web',
  ].map((name) => `${packageFolder}/src/${name}.ts`),
  outbase: `${packageFolder}/src`,
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'neutral',
  format: 'esm',
  target: 'es2023',
  external: ['#platform', 'node:*', 'openapi-fetch', '@optimaldial/types'],
  logLevel: 'error',
});
await keepReachableDeclarations(dist, ['index.d.ts', 'node/index.d.ts', 'webhooks/index.d.ts']);
