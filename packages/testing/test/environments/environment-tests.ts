import { createMock, createSandbox, phoneNumbers } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { apiKey, headers as plainHeaders, url } from '../support/mock-request.ts';

const api = 'https://api.optimaldial.com/api/v1';
const phones = phoneNumbers(100);
const csv = `Phone\n${phones.join('\n')}\n`;

/** Tests of a test environment with its own globals. */
export function describeEnvironment(): void {
  const sandbox = createSandbox({ clock: 'manual', contacts: true });
  const auth = { authorization: `Bearer ${sandbox.apiKey}` };

  test('environment: fetch accepts its Headers and AbortSignal', async () => {
    const { signal } = new AbortController();
    const headers = new Headers({ ...auth, 'X-Trace': '7' });
    const response = await sandbox.fetch(`${api}/uploads`, { headers, signal });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(sandbox.requests('listUploads').at(-1)?.headers).toMatchObject({ 'x-trace': '7' });
  });

  test('environment: fetch rejects with the abort reason of its signal', async () => {
    const ends = new AbortController();
    sandbox.on('listUploads').fault('timeout');
    const call = sandbox.fetch(`${api}/uploads`, { headers: auth, signal: ends.signal });
    while (sandbox.faults().length === 0) await new Promise((resolve) => void setImmediate(resolve));
    ends.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await expect(sandbox.fetch(`${api}/uploads`, { signal: ends.signal })).rejects.toBe(ends.signal.reason);
    sandbox.reset();
  });

  test('environment: fetch accepts its FormData, File and Blob', async () => {
    for (const file of [new File([csv], 'crm "export".csv'), new Blob([csv], { type: 'text/csv' })]) {
      const body = new FormData();
      body.append('file', file);
      body.append('phone_column', 'Phone');
      const response = await sandbox.fetch(`${api}/uploads`, { method: 'POST', headers: auth, body });
      expect(await response.json()).toMatchObject({
        valid_row_count: 100,
        original_filename: 'name' in file ? 'crm "export".csv' : 'blob',
      });
    }
  });

  test('environment: fetch accepts its Request', async () => {
    const request = new Request(`${api}/uploads`, {
      method: 'POST',
      headers: { ...auth, 'content-type': 'application/json' },
      body: JSON.stringify({ phone_numbers: phones }),
    });
    expect(await (await sandbox.fetch(request)).json()).toMatchObject({ valid_row_count: 100 });
  });

  test.each([
    ['a Blob', () => new Blob([JSON.stringify({ phone_numbers: phones })])],
    ['bytes', () => new TextEncoder().encode(JSON.stringify({ phone_numbers: phones }))],
    ['text', () => JSON.stringify({ phone_numbers: phones })],
  ])('environment: fetch accepts JSON as %s', async (_, body) => {
    const headers = { ...auth, 'content-type': 'application/json' };
    const response = await sandbox.fetch(`${api}/uploads`, { method: 'POST', headers, body: body() });
    expect(response.status).toBe(200);
  });

  test('environment: fetch returns its Response and serves files', async () => {
    const { id } = sandbox.uploads()[0] ?? {};
    const link = await sandbox.fetch(`${api}/uploads/${id}/download/original`, { headers: auth });
    expect(link).toBeInstanceOf(Response);
    const { download_url: file } = (await link.json()) as { download_url: string };
    expect(await (await sandbox.fetch(file)).text()).toBe(csv);
    const part = await sandbox.fetch(file, { headers: { range: 'bytes=0-4' } });
    expect([part.status, await part.text()]).toEqual([206, 'Phone']);
  });

  test('environment: events reach a handler and a server', async () => {
    const types: (string | null)[] = [];
    sandbox.route('https://crm.example', async (request) => {
      types.push(
        request.headers.get('x-optimaldial-event'),
        ((await request.json()) as { type: string }).type,
      );
      return new Response(null, { status: 204 });
    });
    const create = (endpoint: string) =>
      sandbox.fetch(`${api}/webhooks`, {
        method: 'POST',
        headers: { ...auth, 'content-type': 'application/json' },
        body: JSON.stringify({ url: endpoint }),
      });
    expect((await create('https://crm.example/in')).status).toBe(200);
    expect(types).toEqual(['webhook.ping', 'webhook.ping']);
    const { createServer } = await import('node:http');
    const server = createServer((_, outgoing) => outgoing.writeHead(204).end());
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    sandbox.route('https://hooks.example', `http://127.0.0.1:${port}`);
    expect((await create('https://hooks.example/in')).status).toBe(200);
    server.close().closeAllConnections();
  });

  test('environment: the mock works in process', async () => {
    const mock = createMock();
    mock.on('retrieveUpload').script(['processing', 'rate_limit_exceeded']);
    const headers = new Headers(plainHeaders);
    const statuses = [await mock.fetch(url, { headers }), await mock.fetch(url, { headers })];
    expect(statuses.map(({ status }) => status)).toEqual([200, 429]);
    expect(JSON.stringify(mock.requests())).not.toContain(apiKey);
    expect(mock.violations()).toEqual([]);
  });

  test('environment: the web flow accepts its File', async () => {
    const { id } = sandbox.web.submit(new File([csv], 'web.csv'));
    const link = await sandbox.fetch(`${api}/uploads/${id}/download/original`, { headers: auth });
    const { download_url: file } = (await link.json()) as { download_url: string };
    expect((await sandbox.fetch(file)).status).toBe(200);
    await sandbox.web.map(id, 'Phone');
    await sandbox.advance('1s');
    expect(sandbox.web.confirm(id)).toMatchObject({ valid_row_count: 100, original_filename: 'web.csv' });
  });

  test('environment: the sandbox listens on HTTP', async () => {
    const { get } = await import('node:http');
    await using server = await sandbox.listen();
    const status = await new Promise((resolve) => {
      get(`${server.url}/api/v1/uploads`, { headers: auth }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    expect(status).toBe(200);
  });

  test('environment: no violations are recorded', () => {
    expect(sandbox.violations()).toEqual([]);
  });
}
