import { gzipSync } from 'node:zlib';
import { bundle } from './bundle.ts';

const CLIENT = '../../packages/client/src';

const ROWS: readonly (readonly [string, string])[] = [
  ['openapi-fetch alone', `export { default } from 'openapi-fetch'`],
  [
    'createClient and retrieve',
    `import { createClient } from '${CLIENT}/index.ts'; export const call = (id) => createClient().uploads.retrieve(id)`,
  ],
  ['everything', `export * from '${CLIENT}/index.ts'`],
  ['/webhooks', `export * from '${CLIENT}/verify-webhook.ts'`],
];

/** What a page of a customer would load, bundled for browsers. */
export async function benchSizes(): Promise<void> {
  const rows = [];
  for (const [name, source] of ROWS) {
    const text = await bundle(source, 'browser');
    rows.push({ name, minified: Buffer.byteLength(text), gzipped: gzipSync(text, { level: 9 }).length });
  }
  const peer = rows[0]?.gzipped ?? Number.NaN;
  console.log('esbuild, minified, openapi-fetch in it  × openapi-fetch   gzip, B   minified, B');
  for (const { name, minified, gzipped } of rows) {
    console.log(
      `${name.padEnd(38)}  ${(gzipped / peer).toFixed(2).padStart(15)}  ${String(gzipped).padStart(8)}  ${String(minified).padStart(12)}`,
    );
  }
}
