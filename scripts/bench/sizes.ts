import { installPeer, peersFolder } from '../peers/load.ts';
import { bundle, gzipped } from '@optimaldial/checks/bundle';
import { compared, type Table } from './table.ts';

const PEERS = ['ky', 'axios', 'stripe', 'openai'];

const ROWS: readonly (readonly [name: string, source: string, folder?: string])[] = [
  ['openapi-fetch alone', `export { default } from 'openapi-fetch'`],
  [
    'createClient and retrieve',
    `import { createClient } from '@optimaldial/client'; export const call = (id) => createClient().uploads.retrieve(id)`,
  ],
  ['everything', `export * from '@optimaldial/client'`],
  ['/webhooks', `export * from '@optimaldial/client/webhooks'`],
];

/** What a page of a customer would load, bundled for browsers. */
export async function benchSizes(): Promise<Table[]> {
  for (const peer of PEERS) await installPeer(peer);
  const peers = PEERS.map((name) => [name, `export * from '${name}'`, peersFolder] as const);
  const rows = [];
  for (const [name, source, folder = import.meta.dirname] of [...ROWS, ...peers]) {
    const text = await bundle(source, { folder });
    rows.push({
      name,
      figures: { 'gzip, B': gzipped(text), 'minified, B': Buffer.byteLength(text) },
    });
  }
  const to = { '× openapi-fetch': 'openapi-fetch alone' };
  return [compared('esbuild, minified, openapi-fetch in it', rows, to, 'gzip, B')];
}
