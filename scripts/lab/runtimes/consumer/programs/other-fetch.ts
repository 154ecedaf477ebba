/** Runs the Node scenario with the `fetch` of another library, or through a proxy. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient, type Fetch } from '@optimaldial/client';
import { createSandbox } from '@optimaldial/testing';
import type * as Undici from 'undici7';
import { nodeScenario } from '../scenarios/node-scenario.ts';
import { expectSame, failOnUnhandledErrors } from '../support/expect.ts';
import { importLibrary } from '../support/import-library.ts';
import { startProxy } from '../support/proxy.ts';

failOnUnhandledErrors();
const [name = ''] = process.argv.slice(2);
if (name === 'global') await storyWith(fetch);
else if (name === 'environment') await useProxyOfEnvironment();
else if (name.startsWith('node-fetch')) {
  const { default: nodeFetch } = await importLibrary<{ default: Fetch }>(name);
  await storyWith(nodeFetch, name === 'node-fetch2' ? 'rejected' : 'sent');
} else {
  const undici = await importLibrary<typeof Undici>(name);
  await storyWith(undici.fetch);
  await storyWith((url, init) => undici.fetch(url, init));
  if (name === 'undici7') {
    await useProxyAgent(undici, true);
    await useProxyAgent(undici, false);
  }
}
console.log('done');

async function storyWith(fetch: Fetch, files: 'sent' | 'rejected' = 'sent'): Promise<void> {
  const sandbox = createSandbox({ clock: 'manual' });
  await using server = await sandbox.listen();
  const options = { apiKey: sandbox.apiKey, baseUrl: server.url, maxRetries: 0, timeout: 15_000 };
  await nodeScenario(createClient({ ...options, fetch }), sandbox, files);
}

async function useProxyAgent(
  { fetch: send, ProxyAgent }: typeof Undici,
  proxyTunnel: boolean,
): Promise<void> {
  const proxy = await startProxy();
  const dispatcher = new ProxyAgent({ uri: proxy.url, proxyTunnel });
  try {
    await storyWith((url, init) => send(url, { ...init, dispatcher }));
    const { plain, tunnels } = proxy.requests;
    expectSame('the proxy is used', proxyTunnel ? tunnels > 0 && plain === 0 : plain > 5, true);
  } finally {
    await dispatcher.close();
    proxy.close();
  }
}

/** Node's own fetch reads the proxy from the environment if NODE_USE_ENV_PROXY is set at startup. */
async function useProxyOfEnvironment(): Promise<void> {
  const proxy = await startProxy();
  const { url } = proxy;
  const env = {
    ...process.env,
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: url,
    http_proxy: url,
    NO_PROXY: '',
    no_proxy: '',
  };
  try {
    const [script = ''] = process.argv.slice(1);
    const child = spawn(process.execPath, [script, 'global'], { env, stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [unknown];
    expectSame('exit code', code, 0);
    expectSame('the proxy is used', proxy.requests.tunnels + proxy.requests.plain > 0, true);
  } finally {
    proxy.close();
  }
}
