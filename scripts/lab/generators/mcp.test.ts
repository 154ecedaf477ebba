import { must, outside } from '@optimaldial/checks/shell';
import { createSandbox, type Sandbox } from '@optimaldial/testing';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { expect, onTestFinished, test } from 'vitest';
import { generatedSize, makeFolder, binary } from './folder.ts';
import { connect, type Agent } from './mcp-client.ts';
import { section, tableRow, untested, versionOf } from './page.ts';
import { runScenario, type Calls, type Failure, type Results } from './scenario.ts';

const operations = [...JSON.stringify(spec.paths).matchAll(/"operationId":"(\w+)"/g)].map(
  ([, id = '']) => id,
);
const { blocks, commands, installed, projectCommands } = section('agents.md', 'Read-only');
const [configuration = ''] = blocks('json');
const { args: readOnly } = (JSON.parse(configuration) as { mcpServers: { optimaldial: { args: string[] } } })
  .mcpServers.optimaldial;

/** Starts `@ivotoby/openapi-mcp-server` with arguments of the page. */
async function startServer(
  sandbox: Sandbox,
  args: readonly string[],
  apiKey = sandbox.apiKey,
): Promise<Agent> {
  const folder = await makeFolder({});
  const server = await sandbox.listen();
  const [name = '', ...rest] = args.map((argument) =>
    argument.replace('https://api.optimaldial.com', server.url),
  );
  const agent = await connect([process.execPath, await binary(name), ...rest], folder.path, {
    API_HEADERS: `Authorization:Bearer ${apiKey}`,
  });
  onTestFinished(async () => {
    await agent.client.close();
    await server.close();
    await folder.remove();
  });
  return agent;
}

test('openapi-mcp-server, read-only: has two tools, and the key allows nothing else', async () => {
  const sandbox = createSandbox();
  const apiKey = sandbox.createKey({ scopes: ['uploads:read'] });
  const agent = await startServer(sandbox, readOnly, apiKey);
  expect(await agent.tools()).toEqual(['list-uploads', 'retrieve-upload']);
  expect(JSON.parse((await agent.call('list-uploads', { limit: 2 })).text)).toEqual({
    data: [],
    next_cursor: null,
  });
  const all = await startServer(sandbox, readOnly.slice(0, -3), apiKey);
  const refused = await all.call('create-upload', { phone_numbers: numbersOf(100) });
  expect(refused.text).toContain('403');
  expect(sandbox.uploads()).toEqual([]);
  const files = await startServer(
    sandbox,
    [...readOnly.slice(0, -3), '--operation=get', '--tag=uploads'],
    apiKey,
  );
  expect(await files.tools()).toHaveLength(5);
});

test('openapi-mcp-server: has a tool for each operation, and they work', async () => {
  const sandbox = createSandbox({ contacts: true });
  sandbox.route('https://crm.example', () => new Response());
  const agent = await startServer(sandbox, readOnly.slice(0, -3));
  const names = operations.map((id) => id.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  expect((await agent.tools()).toSorted()).toEqual(names.toSorted());
  const results = await runScenario(
    callsOf(async (operation, input) => {
      const name = operation.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      const { text, isError } = await agent.call(name, input);
      return isError ? failureOf(text) : { status: 200, body: JSON.parse(text || 'null') as unknown };
    }),
  );
  check('openapi-mcp-server', results);
  expect(sandbox.violations()).toEqual([]);
});

test('openapi-mcp-generator: has a tool for each operation, and they work', async () => {
  const sandbox = createSandbox({ contacts: true });
  sandbox.route('https://crm.example', () => new Response());
  const folder = await makeFolder({});
  onTestFinished(folder.remove);
  expect(untested(installed)).toEqual([]);
  for (const command of commands) await folder.npx(command);
  expect(await generatedSize(folder.path)).toBeLessThan(200_000);
  for (const command of projectCommands) await must(['npm', ...command], folder.path, outside);
  await using server = await sandbox.listen();
  const agent = await connect([process.execPath, 'optimaldial-mcp/build/index.js'], folder.path, {
    API_BASE_URL: server.url,
    BEARER_TOKEN_APIKEY: sandbox.apiKey,
  });
  onTestFinished(() => agent.client.close());
  expect((await agent.tools()).toSorted()).toEqual(operations.toSorted());
  const results = await runScenario(
    callsOf(async (operation, { upload_id, webhook_id, ...input }) => {
      const ids = {
        ...(upload_id !== undefined && { upload_id }),
        ...(webhook_id !== undefined && { webhook_id }),
      };
      const body = operation.startsWith('create') ? { requestBody: input } : input;
      const { text } = await agent.call(operation, { ...ids, ...body });
      const [, answer] = /^API Response \(Status: 200\):\n(.*)$/s.exec(text) ?? [];
      return answer === undefined ? failureOf(text) : { status: 200, body: JSON.parse(answer) as unknown };
    }),
  );
  check('openapi-mcp-generator', results);
  expect(sandbox.violations()).toEqual([]);
  // The page warns that it sends this call without a check.
  const sent = await agent.call('createUpload', { requestBody: { phone_numbers: 'none' } });
  expect(failureOf(sent.text).status).toBe(400);
});

/** The status and the body in an error that is a text. */
function failureOf(text: string): Failure {
  const [status] = /\b[45]\d\d\b/.exec(text) ?? [];
  const [body = 'null'] = /\{.*\}/s.exec(text) ?? [];
  return { status: Number(status), body: JSON.parse(body) as unknown };
}

type Input = Record<string, unknown>;

/** The calls of the scenario, with the body of a response of any type. */
function callsOf(call: (operation: string, input: Input) => Promise<Failure>): Calls {
  const ok = async (operation: string, input: Input): Promise<never> => {
    const { status, body } = await call(operation, input);
    if (status !== 200) throw new Error(`${operation} returned ${status}`);
    // The test compares all of it.
    return body as never;
  };
  return {
    createFromNumbers: (filename, phone_numbers) => ok('createUpload', { filename, phone_numbers }),
    retrieve: (upload_id) => ok('retrieveUpload', { upload_id }),
    list: (query) => ok('listUploads', query),
    retrieveError: (upload_id) => call('retrieveUpload', { upload_id }),
    createError: (phone_numbers) => call('createUpload', { phone_numbers }),
    createContact: (phone, idempotency_key) => ok('createContact', { phone, idempotency_key }),
    createWebhook: (url) => ok('createWebhookEndpoint', { url }),
    deleteWebhook: (webhook_id) => call('deleteWebhookEndpoint', { webhook_id }),
  };
}

function check(name: string, results: Results): void {
  expect(results).toEqual({
    numbers: ['numbers.csv', 'ready_for_processing', 100],
    retrieve: [true, expect.any(String) as string],
    list: [['numbers.csv'], undefined],
    errors: [
      { status: 404, body: { detail: 'Upload not found' } },
      { status: 422, body: { detail: expect.any(String) as string } },
    ],
    contacts: ['+14155550123', 'queued', true],
    webhooks: ['https://crm.example/optimaldial', true],
  });
  const marks = Object.fromEntries(Object.keys(results).map((key) => [key, 'yes']));
  const [first] = name === 'openapi-mcp-server' ? readOnly : (commands[0] ?? []);
  expect(tableRow(name)).toEqual({ ...marks, file: 'no', generator: name, version: versionOf(first) });
}

const numbersOf = (count: number): string[] =>
  Array.from({ length: count }, (_, line) => `+14155550${100 + line}`);
