import { storeContract } from '@optimaldial/jobs/contract';
import { phoneNumbers } from '@optimaldial/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFiles } from './code/page.ts';
import { compile, makeFolder, makeProject } from './code/project.ts';
import { openAccount, type Account } from './platforms/account.ts';
import { CONTRACT_WORKER } from './platforms/contract-worker.ts';
import { killWhileSending } from './platforms/kill-while-sending.ts';
import { until } from './platforms/until.ts';
import { bundleWorker, startWorker, type Worker } from './platforms/worker.ts';

// The code of the page, in the runtime of Cloudflare.

const { 'wrangler.jsonc': wrangler = '', ...code } = readFiles('serverless', 'Cloudflare Workers');
const config: unknown = JSON.parse(wrangler.replace(/^\/\/.*\n/, '').replaceAll(/,(?=\s*[}\]])/g, ''));
const list = `Name,Phone\n${phoneNumbers(100).join('\n').replaceAll(/^/gm, 'Lead,')}\n`;

let folder: string;
let account: Account;
let contract: Worker;
const open: Worker[] = [];

beforeAll(async () => {
  folder = await makeFolder(await makeProject(), { ...code, 'contract.ts': CONTRACT_WORKER });
  account = await openAccount();
  contract = await start('contract', {});
}, 300_000);
afterAll(async () => {
  await Promise.all(open.map((worker) => worker.stop()));
  await account.close();
});

async function start(file: string, bindings: Record<string, string>): Promise<Worker> {
  const script = await bundleWorker(folder, `${file}.ts`);
  const worker = await startWorker({ script, config, bindings, folder: `${folder}/${file}` });
  open.push(worker);
  return worker;
}

test.concurrent('Cloudflare Workers: the code of the page compiles', async () => {
  await compile(folder, { types: ['@cloudflare/workers-types'], lib: ['esnext'] });
});

function call(worker: Worker, key: string, init: RequestInit = {}, token = 'secret'): Promise<Response> {
  return fetch(`${worker.url}/jobs/${key}`, { ...init, headers: { authorization: `Bearer ${token}` } });
}

// The cases are registered here, and run in the Worker, so this store is never opened.
storeContract((title) => {
  test.concurrent(`Durable Object store: ${title}`, async () => {
    const response = await fetch(`${contract.url}/?case=${encodeURIComponent(title)}`);
    expect(await response.text()).toBe('passed');
  });
}, neverOpened);

function neverOpened(): never {
  throw new Error('The case must run in the Worker.');
}

test.concurrent('Cloudflare Workers: a job is charged once if the runtime is killed while it sends the list', async () => {
  const { sandbox, env } = account;
  const bindings = { ...env, TOKEN: 'secret' };
  const stateOf = async (worker: Worker, key: string): Promise<unknown> =>
    ((await (await call(worker, key)).json()) as { state: unknown } | null)?.state;

  const first = await start('worker', bindings);
  expect((await call(first, 'killed', {}, 'wrong')).status).toBe(401);
  expect(await stateOf(first, 'killed')).toBeUndefined();
  expect((await call(first, 'killed', { method: 'PUT', body: list })).status).toBe(202);
  await killWhileSending(sandbox, () => ({ ...first, result: first.trigger() }));

  const second = await start('worker', bindings);
  expect(await stateOf(second, 'killed')).toBe('sending');
  await Promise.all([1, 2].map(() => call(second, 'repeated', { method: 'PUT', body: list })));
  await until(
    'both jobs are done',
    async () => {
      await Promise.all([second.trigger(), second.trigger()]);
      const states = await Promise.all(['killed', 'repeated'].map((key) => stateOf(second, key)));
      return states.every((state) => state === 'done');
    },
    { every: 1000 },
  );
  await second.stop();

  const third = await start('worker', bindings);
  await third.trigger();
  expect(await stateOf(third, 'killed')).toBe('done');
  // The client prints no warnings there, and the sweep prints what it did.
  expect(second.output()).toMatch(/advanced: [12],/);
  expect(open.map(({ output }) => output()).join('')).not.toContain('Content-Type');
  expect(sandbox.uploads()).toHaveLength(2);
  expect(sandbox.credits()).toBe(9800);
  expect(sandbox.violations()).toEqual([]);
}, 120_000);
