import { bundle, gzipped } from '@optimaldial/checks/bundle';
import { compared, type Report } from '../measure/report.ts';

const PROGRAMS: Readonly<Record<string, string>> = {
  'openapi-fetch alone': `export { default } from 'openapi-fetch'`,
  'createClient and retrieve': `import { createClient } from '@optimaldial/client'; export const call = (id) => createClient().uploads.retrieve(id)`,
  everything: `export * from '@optimaldial/client'`,
  '/webhooks': `export * from '@optimaldial/client/webhooks'`,
  ky: `export * from 'ky'`,
  axios: `export * from 'axios'`,
  stripe: `export * from 'stripe'`,
  openai: `export * from 'openai'`,
};

/** Bundle sizes for browsers. */
export async function benchSizes(): Promise<Report[]> {
  const rows = [];
  for (const [name, source] of Object.entries(PROGRAMS)) {
    const text = await bundle(source, { folder: import.meta.dirname });
    rows.push({ name, figures: { 'gzip, B': gzipped(text), 'minified, B': Buffer.byteLength(text) } });
  }
  const to = { '× openapi-fetch': 'openapi-fetch alone' };
  return [compared('bundle size, esbuild, with openapi-fetch', rows, to, 'gzip, B')];
}
