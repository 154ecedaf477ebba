import openapiFetch from 'openapi-fetch';
import { createClient } from '../../packages/client/src/index.ts';
import { serverUrl, type paths } from '../../packages/types/src/index.ts';
import description from '../../packages/types/openapi.json' with { type: 'json' };
import { interleave } from './interleave.ts';

const apiKey = `od_live_${'0'.repeat(32)}`;
const upload = description.components.examples.CompletedUpload.value;
const body = JSON.stringify(upload);
const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
const stub = async () => new Response(body, { headers });

/** What one `uploads.retrieve` costs beside raw fetch and plain openapi-fetch, all on the same stub. */
export async function benchCalls(): Promise<void> {
  const client = createClient({ apiKey, fetch: stub });
  const plain = openapiFetch<paths>({
    baseUrl: serverUrl,
    headers: { authorization: `Bearer ${apiKey}` },
    fetch: stub,
  });
  const figures = await interleave([
    { name: 'raw fetch and json()', call: async (): Promise<unknown> => (await stub()).json() },
    {
      name: 'plain openapi-fetch',
      call: () => plain.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: upload.id } } }),
    },
    { name: '@optimaldial/client', call: () => client.uploads.retrieve(upload.id) },
  ]);
  const [raw, peer] = figures;
  if (raw === undefined || peer === undefined) throw new Error('no figures');
  console.log('one retrieve, stub fetch            × raw fetch   × openapi-fetch    µs');
  for (const { name, microseconds } of figures) {
    const ratios = [microseconds / raw.microseconds, microseconds / peer.microseconds];
    console.log(
      `${name.padEnd(34)}  ${ratios.map((ratio) => ratio.toFixed(2).padStart(11)).join('  ')}  ${microseconds.toFixed(1).padStart(10)}`,
    );
  }
}
