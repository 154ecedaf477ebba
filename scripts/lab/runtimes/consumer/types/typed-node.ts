/** What must compile, and what must not, on Node.js: files, mock and sandbox. */
import { createClient, type Client } from '@optimaldial/client';
import { openFile, saveDownload, type SavedFile } from '@optimaldial/client/node';
import {
  buildUpload,
  createMock,
  createSandbox,
  signWebhook,
  type Mock,
  type Sandbox,
} from '@optimaldial/testing';
import type { Upload } from '@optimaldial/types';

const sandbox: Sandbox = createSandbox({ credits: 500, clock: 'manual' });
const mock: Mock = createMock();
const client: Client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
mock.on('retrieveUpload').example('completed');
mock.on('retrieveUpload').reply(404, { detail: 'Gone' });

export const made: Upload = await client.uploads.create({ file: await openFile('a.csv'), phone_column: 'a' });
export const saved: SavedFile = await saveDownload(client, made.id, 'original', 'b.csv');
export const built: Upload = buildUpload({ status: 'failed', error_message: 'Processing failed' });
export const signature: string = signWebhook('{}', 'secret', {});
export const url: string = (await sandbox.listen({ port: 0 })).url;
export const count: number = sandbox.violations().length + sandbox.requests('createUpload').length;

// @ts-expect-error: no such operation
mock.on('retrieveUploads');
// @ts-expect-error: no such example
mock.on('retrieveUpload').example('done');
// @ts-expect-error: no such status
buildUpload({ status: 'done' });
// @ts-expect-error: no such clock
createSandbox({ clock: 'stopped' });
