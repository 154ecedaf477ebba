import { describe, expect, test } from 'vitest';
import { call, sandbox, upload, useSandbox } from '../../support/setup-sandbox.ts';

useSandbox();

/** Returns the signed URL of a file. */
const link = async (id: string, which: string): Promise<string> =>
  (await call('GET', `/uploads/${id}/download/${which}`)).body.download_url;

const rows = async (url: string) => (await (await sandbox.fetch(url)).text()).trimEnd().split('\r\n');

describe('sandbox files', () => {
  test('signed URLs expire after an hour and reject changes', async () => {
    const id = await upload();
    const url = await link(id, 'original');
    expect((await sandbox.fetch(url)).status).toBe(200);
    expect((await sandbox.fetch(`${url}0`)).status).toBe(403);
    expect((await sandbox.fetch(url.replace(/expires=\d+/, 'expires=9999999999'))).status).toBe(403);
    await sandbox.advance('61min');
    expect((await sandbox.fetch(url)).status).toBe(403);
  });

  test('signed URLs are valid when the time is exactly their expiry', async () => {
    const url = await link(await upload(), 'original');
    await sandbox.advance('1h');
    expect((await sandbox.fetch(url)).status).toBe(200);
    await sandbox.advance('1s');
    expect((await sandbox.fetch(url)).status).toBe(403);
  });

  test('results exist once the upload is completed', async () => {
    const id = await upload();
    expect(await call('GET', `/uploads/${id}/download/processed`)).toMatchObject({ status: 404 });
    await sandbox.advance('10s');
    const [all, likely] = [await link(id, 'processed'), await link(id, 'processed-filtered')];
    const processed = await rows(all);
    expect(processed).toHaveLength(121);
    expect((await rows(likely)).slice(1)).toEqual(processed.filter((row) => row.endsWith('Likely Answer')));
  });
});
