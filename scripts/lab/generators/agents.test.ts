import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSandbox, type Sandbox } from '@optimaldial/testing';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { makeFolder } from './folder.ts';
import { connect, type Agent } from './mcp-client.ts';
import { section } from './page.ts';

// The server with a credit limit in `docs/agents.md`. Its list has 101 rows, one of them without a number.
const LIST = ['Phone', ...Array.from({ length: 100 }, (_, line) => `+14155550${100 + line}`), 'none', ''];
const LEADS = { name: 'leads', phone_column: 'Phone' };

let sandbox: Sandbox;
let asked: string[];
beforeEach(() => {
  sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
  asked = [];
});
afterEach(() => sandbox.close());

/** Starts the server for a user who confirms or declines, or for a client that can't ask. */
async function start(
  user: 'confirms' | 'declines' | 'absent',
  rows = LIST,
): Promise<Agent & { path: string }> {
  const [code = ''] = section('agents.md', 'With a credit limit').blocks('ts');
  const folder = await makeFolder({ 'server.ts': code });
  const { path } = folder;
  await mkdir(join(path, 'lists'));
  await writeFile(join(path, 'lists/leads.csv'), rows.join('\n'));
  const server = await sandbox.listen();
  const client = new Client(
    { name: 'agent', version: '1.0.0' },
    { capabilities: user === 'absent' ? {} : { elicitation: {} } },
  );
  if (user !== 'absent') {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
      asked.push(params.message);
      return user === 'confirms' ? { action: 'accept', content: { confirm: true } } : { action: 'decline' };
    });
  }
  const env = { OPTIMALDIAL_BASE_URL: server.url, OPTIMALDIAL_API_KEY: sandbox.apiKey };
  const agent = await connect([process.execPath, 'server.ts'], path, env, client);
  onTestFinished(async () => {
    await client.close();
    await server.close();
    await folder.remove();
  });
  return { ...agent, path };
}

test('server with a credit limit: compiles', async () => {
  const [code = ''] = section('agents.md', 'With a credit limit').blocks('ts');
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2023',
    module: 'nodenext',
    types: ['node'],
    // For the packages, which are linked here.
    lib: ['esnext', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  };
  const folder = await makeFolder({
    'server.ts': code,
    'tsconfig.json': JSON.stringify({ compilerOptions, files: ['server.ts'] }),
  });
  onTestFinished(folder.remove);
  await folder.npx(['tsc', '-p', '.']);
});

test('server with a credit limit: sends a confirmed list once, even if the tool is called again', async () => {
  const agent = await start('confirms');
  expect(await agent.tools()).toEqual(['classify_list']);
  expect(await agent.call('classify_list', LEADS)).toEqual({
    text: 'done: see lists/leads.likely.csv',
    isError: false,
  });
  expect((await agent.call('classify_list', LEADS)).text).toBe('done: see lists/leads.likely.csv');
  expect(await readFile(join(agent.path, 'lists/leads.likely.csv'), 'utf8')).toMatch(/^Phone,/);
  expect(asked).toEqual(['Send lists/leads.csv, for up to 101 credits?']);
  expect(sandbox.uploads()).toHaveLength(1);
  expect(sandbox.violations()).toEqual([]);
});

test('server with a credit limit: sends once if the response is lost', async () => {
  sandbox.on('createUpload').fault('reset-after-commit');
  const agent = await start('confirms');
  const texts = [await agent.call('classify_list', LEADS), await agent.call('classify_list', LEADS)];
  expect(texts.at(-1)?.text).toBe('done: see lists/leads.likely.csv');
  expect(sandbox.uploads()).toHaveLength(1);
  expect(sandbox.violations()).toEqual([]);
});

test.each([
  ['the user declines', 'declines'],
  ["the MCP client can't ask", 'absent'],
] as const)('server with a credit limit: sends nothing if %s', async (_, user) => {
  const agent = await start(user);
  const { text } = await agent.call('classify_list', LEADS);
  expect(text).toMatch(/Nothing was sent|does not support/);
  expect(sandbox.uploads()).toEqual([]);
});

test('server with a credit limit: sends nothing above the budget', async () => {
  const agent = await start('confirms', [
    ...LIST.slice(0, -1),
    ...Array<string>(1000).fill('+14155550123'),
    '',
  ]);
  const { text } = await agent.call('classify_list', LEADS);
  expect(text).toMatch(/budget.*next: person/is);
  expect(asked).toEqual(['Send lists/leads.csv, for up to 1101 credits?']);
  expect(sandbox.uploads()).toEqual([]);
});
