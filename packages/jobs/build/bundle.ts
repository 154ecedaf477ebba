/** Bundles the package into a few files. `tsc` has already written the declarations. */
import { chmod } from 'node:fs/promises';
import { build } from 'esbuild';
import { keepReachableDeclarations } from '@optimaldial/codegen/declarations';

const packageFolder = `${import.meta.dirname}/..`;
const dist = `${packageFolder}/dist`;

const ENTRY_POINTS = [
  'index',
  'rows/index',
  'store/file/index',
  'store/postgres/index',
  'store/redis/index',
  'store/contract/index',
];

await build({
  entryPoints: [...ENTRY_POINTS, 'cli'].map((name) => `${packageFolder}/src/${name}.ts`),
  outbase: `${packageFolder}/src`,
  outdir: dist,
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'neutral',
  format: 'esm',
  target: 'es2023',
  external: ['node:*', '@optimaldial/client', '@optimaldial/client/*', '@optimaldial/testing', 'csv-parse'],
  logLevel: 'error',
});
await keepReachableDeclarations(
  dist,
  ENTRY_POINTS.map((name) => `${name}.d.ts`),
);
// npm makes binaries executable when it installs them; a workspace doesn't.
await chmod(`${dist}/cli.js`, 0o755);
