/** Serves the block of Cloudflare Workers in their runtime. Below `/parsed`, the body is parsed first. */
export const WORKERD: Readonly<Record<string, string>> = {
  'worker-with-parser.ts': `
import worker from './worker.ts';

export default {
  async fetch(request: Request, ...rest: unknown[]): Promise<Response> {
    if (new URL(request.url).pathname.startsWith('/parsed')) await request.json();
    return worker.fetch(request, ...rest);
  },
};
`,
  'serve-worker.js': `
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

// As Wrangler bundles it.
const { outputFiles } = await build({
  entryPoints: ['worker-with-parser.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2024',
  platform: 'browser',
  conditions: ['workerd', 'worker', 'browser'],
  external: ['node:*', 'cloudflare:*'],
});
const miniflare = new Miniflare({
  modules: [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text }],
  compatibilityDate: '2026-11-01',
  compatibilityFlags: ['nodejs_compat'],
  bindings: { CONTROL: process.env.CONTROL },
  // Otherwise, it's downloaded.
  cf: false,
});
console.log('Receiver at ' + (await miniflare.ready).origin);
`,
};
