/** Tells the foreign story with each `fetch` that the settings name. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Fetch } from '@optimaldial/client';
import { expectSame, watchProcess } from './expect.ts';
import { useForeign } from './foreign-story.ts';
import { foreign } from './foreign-module.ts';
import { startProxy } from './tunnel.ts';

interface Undici {
  readonly fetch: Fetch;
  readonly ProxyAgent: new (options: object) => { close(): Promise<void> };
}

watchProcess();
const [name = ''] = process.argv.slice(2);
if (name === 'global') await useForeign(fetch, 'sent');
else if (name === 'environment') await useProxyOfEnvironment();
else if (name.startsWith('node-fetch')) {
  const { default: nodeFetch } = await foreign<{ default: Fetch }>(name);
  await useForeign(nodeFetch, name === 'node-fetch2' ? 'refused' : 'sent');
} else {
  const undici = await foreign<Undici>(name);
  await useForeign(undici.fetch, 'sent');
  await useForeign((url, init) => undici.fetch(url, init), 'sent');
  if (name === 'undici7') {
    await useThroughProxy(undici, true);
    await useThroughProxy(undici, false);
  }
}
console.log('told to its end');

async function useThroughProxy({ fetch: send, ProxyAgent }: Undici, proxyTunnel: boolean): Promise<void> {
  const proxy = await startProxy();
  const dispatcher = new ProxyAgent({ uri: proxy.url, proxyTunnel });
  try {
    await useForeign((url, init) => send(url, { ...init, dispatcher } as Parameters<Fetch>[1]), 'sent');
    const { plain, tunnels } = proxy.seen;
    expectSame('the proxy is used', proxyTunnel ? tunnels > 0 && plain === 0 : plain > 5, true);
  } finally {
    await dispatcher.close();
    proxy.close();
  }
}

/** The proxy that the environment names, which Node's own fetch uses if it is told to. */
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
    expectSame('the proxy is used', proxy.seen.tunnels + proxy.seen.plain > 0, true);
  } finally {
    proxy.close();
  }
}
