import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, outside, root } from '@optimaldial/checks/shell';
import { createClient } from '@optimaldial/client';
import { createSandbox, phoneNumbers, type Sandbox } from '@optimaldial/testing';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { startCorporateProxy, type CorporateProxy } from './corporate-proxy.ts';

// The ways of docs/proxies.md to reach the API through a proxy that decrypts TLS, in processes of their own.

const modules = join(import.meta.dirname, 'node_modules');
const NODES: Readonly<Record<string, string>> = {
  'Node 20': join(modules, 'node20/bin/node'),
  'Node 22': join(modules, 'node22/bin/node'),
  'Node 24': process.execPath,
  'Node 26': join(modules, 'node26/bin/node'),
};
const API = new URL(spec.servers[0]?.url ?? '').host;
const STORAGE = 'storage.example';

let sandbox: Sandbox;
let id: string;
let origin: string;
let proxy: CorporateProxy;
beforeEach(async () => {
  sandbox = createSandbox({ clock: 'manual' });
  const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
  ({ id } = await client.uploads.create({ phone_numbers: phoneNumbers(100) }));
  await sandbox.advance('1m');
  proxy = await startCorporateProxy({ [API]: callApi, [STORAGE]: loadFile });
});
afterEach(() => {
  proxy.close();
  sandbox.close();
});

/** The API, with signed URLs that lead to another host. */
async function callApi(request: Request): Promise<Response> {
  const response = await sandbox.fetch(request);
  const text = await response.text();
  const url = /"download_url":"([^"]+)"/.exec(text)?.[1];
  if (url !== undefined) ({ origin } = new URL(url));
  return new Response(url === undefined ? text : text.replace(origin, `https://${STORAGE}`), response);
}

async function loadFile(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  return sandbox.fetch(new Request(origin + pathname + search, request));
}

const MAIN = `
import { saveDownload } from '@optimaldial/client/node';
import { client } from './client.mjs';
try {
  const { id, status } = await client.uploads.retrieve(process.argv[2]);
  await saveDownload(client, id, 'processed', 'results.csv');
  console.log(status);
} catch (error) {
  console.log(JSON.stringify({ ...error, name: error.name, message: error.message }));
}`;

/** The client of the block of the guide that contains a name. */
function clientOf(name: string): string {
  const guide = readFileSync(`${root}docs/proxies.md`, 'utf8');
  const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const block = blocks.find((code) => code.includes(name)) ?? '';
  return block.replace('const client =', 'export const client =');
}

/** Retrieves the upload and saves its results. Returns what the program prints. */
async function save(node: string, client: string, env: NodeJS.ProcessEnv): Promise<string> {
  const folder = await mkdtemp(join(inject('project'), 'proxy-'));
  await symlink(
    join(import.meta.dirname, 'node_modules/undici'),
    join(folder, 'node_modules_undici'),
    'junction',
  );
  await writeFile(join(folder, 'client.mjs'), client.replace("'undici'", "'./node_modules_undici/index.js'"));
  await writeFile(join(folder, 'main.mjs'), MAIN);
  await writeFile(join(folder, 'ca.pem'), proxy.certificate);
  const variables = {
    NODE_NO_WARNINGS: '1',
    OPTIMALDIAL_API_KEY: sandbox.apiKey,
    HTTPS_PROXY: proxy.url,
    ...env,
  };
  const printed = (await must([node, 'main.mjs', id], folder, { ...outside, ...variables })).trim();
  if (printed === 'completed') {
    expect((await readFile(join(folder, 'results.csv'), 'utf8')).split('\n').length).toBeGreaterThan(100);
  }
  return printed;
}

const GLOBAL = `import { createClient } from '@optimaldial/client';\nexport const client = createClient();\n`;
const TRUSTED = { NODE_EXTRA_CA_CERTS: 'ca.pem' };

test.for(['Node 22', 'Node 24', 'Node 26'])(
  'NODE_USE_ENV_PROXY: calls and downloads use the proxy on %s',
  async (name, { skip }) => {
    const node = NODES[name] ?? '';
    skip(!existsSync(node), `${name} could not be installed on this machine`);
    expect(await save(node, GLOBAL, { NODE_USE_ENV_PROXY: '1', ...TRUSTED })).toBe('completed');
    expect(new Set(proxy.tunnels)).toEqual(new Set([API, STORAGE]));
  },
);

test.for(['Node 20', 'Node 24'])(
  'EnvHttpProxyAgent: calls and downloads use the proxy on %s',
  async (name, { skip }) => {
    const node = NODES[name] ?? '';
    skip(!existsSync(node), `${name} could not be installed on this machine`);
    expect(await save(node, clientOf('EnvHttpProxyAgent'), TRUSTED)).toBe('completed');
    expect(new Set(proxy.tunnels)).toEqual(new Set([API, STORAGE]));
  },
);

test('NO_PROXY: a sandbox on this machine is called without the proxy', async () => {
  const server = await sandbox.listen();
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url, NO_PROXY: 'localhost,127.0.0.1' };
  expect(await save(process.execPath, GLOBAL, { ...env, OPTIMALDIAL_BASE_URL: server.url })).toBe(
    'completed',
  );
  await server.close();
  expect(proxy.tunnels).toEqual([]);
});

test('certificate of a proxy: the call fails before anything is sent, and says what to set', async () => {
  const printed = await save(process.execPath, GLOBAL, { NODE_USE_ENV_PROXY: '1' });
  expect(JSON.parse(printed)).toMatchObject({
    name: 'ConnectionError',
    phase: 'certificate',
    next: 'person',
  });
  expect(printed).toContain('NODE_EXTRA_CA_CERTS');
  expect(proxy.requests).toEqual([]);
});

test('proxy that refuses the host of signed URLs: the download fails, and says what to allow', async () => {
  proxy.close();
  proxy = await startCorporateProxy({ [API]: callApi });
  const printed = await save(process.execPath, GLOBAL, { NODE_USE_ENV_PROXY: '1', ...TRUSTED });
  expect(JSON.parse(printed)).toMatchObject({ name: 'ConnectionError', phase: 'storage' });
  expect(proxy.tunnels).toContain(STORAGE);
  expect(printed).toContain('check the network and the proxy');
  expect(printed).not.toContain(new URL(origin).host);
});
