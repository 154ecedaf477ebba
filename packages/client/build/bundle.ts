/**
 * Puts the modules of the client together in a few files: to load fifty takes most of the time of a cold
 * start. What two entries share is one file, so that an error is of the same class in both. The
 * declarations are written by `tsc` before this.
 */
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const room = `${import.meta.dirname}/..`;
const dist = `${room}/dist`;

// What an earlier build left, under names of its own.
await rm(`${dist}/chunks`, { recursive: true, force: true });
await build({
  entryPoints: [
    'index',
    'webhooks/index',
    'node/index',
    'transport/platform/node',
    'transport/platform/web',
  ].map((name) => `${room}/src/${name}.ts`),
  outbase: `${room}/src`,
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
