import type { IncomingMessage, ServerResponse } from 'node:http';
import type { paths } from '@optimaldial/types';
import { isRecord } from '../is-record.ts';
import type { Sandbox } from '../sandbox/types.ts';
import { writeResponse } from '../server/write-response.ts';
import { GUARDS, respond } from './respond.ts';

const FILES = {
  processed: '/api/v1/uploads/{upload_id}/download/processed',
  'processed-filtered': '/api/v1/uploads/{upload_id}/download/processed-filtered',
} satisfies Record<string, keyof paths>;

const PATH = /^\/_sandbox\/results\/([\da-f-]{36})\/(processed|processed-filtered)\.csv$/;

// Only the path of a URL reaches the sandbox.
const BASE = 'http://sandbox.invalid';

/**
 * Serves a result file to the browser, from the sandbox's own storage. Returns `false` if the path is that of
 * something else.
 */
export function serveResult(
  sandbox: Sandbox,
  path: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  const [, id = '', file] = PATH.exec(path) ?? [];
  if (file !== 'processed' && file !== 'processed-filtered') return false;
  send(sandbox, id, file, incoming, outgoing).catch((error: unknown) => {
    if (outgoing.headersSent) outgoing.destroy();
    else respond(outgoing, 500, error instanceof Error ? error.message : 'The download failed.');
  });
  return true;
}

async function send(
  sandbox: Sandbox,
  id: string,
  file: keyof typeof FILES,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const name = sandbox.uploads().find((upload) => upload.id === id)?.original_filename ?? file;
  const headers = { authorization: `Bearer ${sandbox.apiKey}` };
  const link = await sandbox.fetch(BASE + FILES[file].replace('{upload_id}', id), { headers });
  const body: unknown = await link.json();
  const url = isRecord(body) ? body['download_url'] : undefined;
  if (typeof url !== 'string') {
    respond(outgoing, link.status, 'This upload has no results yet. Wait until it is completed.');
    return;
  }
  for (const [header, value] of Object.entries(GUARDS)) outgoing.setHeader(header, value);
  outgoing.setHeader('content-disposition', `attachment; filename*=UTF-8''${encodeName(name, file)}`);
  await writeResponse(await sandbox.fetch(url), incoming, outgoing);
}

/** Encodes `list.csv` as `list.processed.csv` (RFC 8187), without lone surrogates, which can't be encoded. */
function encodeName(name: string, file: string): string {
  const full = `${name.replace(/\.csv$/i, '')}.${file}.csv`.replaceAll(/\p{Surrogate}/gu, '_');
  return encodeURIComponent(full).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
