import { gzipSync } from 'node:zlib';
import { installPeer, peersFolder } from '../peers/load.ts';
import { bundle } from './bundle.ts';
import { compared, type Table } from './table.ts';

const CLIENT = '../../packages/client/src';
const PEERS = ['ky', 'axios', 'stripe', 'openai'];

const ROWS: readonly (readonly [name: string, source: string, folder?: string])[] = [
  ['openapi-fetch alone', `export { default } from 'openapi-fetch'`],
  [
    'createClient and retrieve',
    `import { createClient } from '${CLIENT}/index.ts'; export const call = (id) => createClient().uploads.retrieve(id)`,
  ],
  ['everything', `export * from '${CLIENT}/index.ts'`],
  ['/webhooks', `export * from '${CLIENT}/webhooks/index.ts'`],
];

/** What a page of a customer would load, bundled for browsers. */
export async function benchSizes(): Promise<Table[]> {
  for (const peer of PEERS) await installPeer(peer);
  const peers = PEERS.map((name) => [name, `export * from '${name}'`, peersFolder] as const);
  const rows = [];
  for (const [name, source, folder] of [...ROWS, ...peers]) {
    const text = await bundle(source, 'browser', true, folder);
    rows.push({
      name,
      figures: { 'gzip, B': gzipped(text), 'minified, B': Buffer.byteLength(text) },
    });
  }
  const to = { '× openapi-fetch': 'openapi-fetch alone' };
  return [compared('esbuild, minified, openapi-fetch in it', rows, to, 'gzip, B')];
}

/** Bytes of a text as a server would send it. */
export function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}
