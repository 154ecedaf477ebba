import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, phoneNumbers, type Sandbox } from '@optimaldial/testing';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { listen, stop } from '@optimaldial/checks/loopback';
import { verify } from '../src/verify-live/verify.ts';

const phone_numbers = phoneNumbers(100);

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = createSandbox({ clock: 'manual', contacts: true });
  sandbox.route('https://crm.example', () => new Response(null, { status: 204 }));
  await post('/webhooks', { url: 'https://crm.example', events: ['upload.completed'] });
  await post('/uploads', { phone_numbers });
  await post('/contacts', { phone: phone_numbers[0] });
  await sandbox.advance('1min');
  await post('/uploads', { phone_numbers });
});
afterEach(() => sandbox.close());

async function post(path: string, body: object): Promise<void> {
  const response = await sandbox.fetch(`https://api.optimaldial.com/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

const reads = Object.values(spec.paths).flatMap((path) => ('get' in path ? [path.get.operationId] : []));

/** Changes a response of the API. */
type Change = (url: URL, answer: { status: number; headers: Headers; text: string }) => void;

/** Runs the sandbox behind a server that changes its responses. */
async function changed(change: Change, look: (baseUrl: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { authorization } = request.headers;
    const answerWith = async (): Promise<void> => {
      const real = await sandbox.fetch(url, {
        headers: authorization === undefined ? {} : { authorization },
      });
      const answer = { status: real.status, headers: new Headers(real.headers), text: await real.text() };
      change(url, answer);
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.text);
    };
    void answerWith();
  });
  try {
    await look(await listen(server));
  } finally {
    stop(server);
  }
}

test('verify: calls every read operation and finds no difference in the sandbox', async () => {
  await using server = await sandbox.listen();
  const before = sandbox.credits();
  const { differences, called, skipped } = await verify({ baseUrl: server.url, apiKey: sandbox.apiKey });
  expect(differences).toEqual([]);
  expect(
    [...called.keys()].toSorted(),
    'Call every read operation in scripts/spec/src/verify-live/verify.ts',
  ).toEqual(reads.toSorted());
  expect(reads.length).toBeGreaterThan(9);
  expect(new Set(skipped.values())).toEqual(new Set(['it is not a read operation']));
  expect(sandbox.requests().filter(({ method }) => method !== 'GET')).toHaveLength(4);
  expect(sandbox.credits()).toBe(before);
});

const upload = /^\/api\/v1\/uploads\/[\da-f-]{36}$/;
const uploads = '/api/v1/uploads';

describe('verify: finds', () => {
  const changes: [string, Change, object][] = [
    [
      'an unknown status',
      ({ pathname }, answer) => {
        if (upload.test(pathname)) answer.text = answer.text.replace('"completed"', '"archived"');
      },
      { operation: 'retrieveUpload', at: 'body.status' },
    ],
    [
      'a missing required field',
      ({ pathname }, answer) => {
        if (upload.test(pathname)) answer.text = answer.text.replace('"storage_path"', '"path"');
      },
      { operation: 'retrieveUpload', what: expect.stringContaining('storage_path') },
    ],
    [
      'a field in a list that is not in the spec',
      ({ pathname }, answer) => {
        if (pathname === uploads)
          answer.text = answer.text.replaceAll('"user_id"', '"colour":"red","user_id"');
      },
      { operation: 'listUploads', at: 'body.data[].colour', what: 'is not in the spec' },
    ],
    [
      'another order',
      ({ pathname }, answer) => {
        if (pathname !== uploads || answer.status !== 200) return;
        const body = JSON.parse(answer.text) as { data: object[] };
        answer.text = JSON.stringify({ ...body, data: body.data.toReversed() });
      },
      { operation: 'listUploads', what: 'is not newest first' },
    ],
    [
      'a cursor that returns the same page',
      (url, answer) => {
        if (url.searchParams.has('cursor')) {
          answer.text = JSON.stringify({ data: sandbox.uploads().slice(-1), next_cursor: null });
        }
      },
      { operation: 'listUploads', what: 'repeats the previous page' },
    ],
    [
      'a page of HTML',
      ({ pathname }, answer) => {
        if (pathname !== '/api/v1/webhooks') return;
        answer.text = '<html>';
        answer.headers.set('content-type', 'text/html');
      },
      { operation: 'listWebhookEndpoints' },
    ],
    [
      'a 401 without an authentication scheme',
      (_, answer) => answer.headers.delete('www-authenticate'),
      { operation: 'listUploads', status: 401, at: 'header.www-authenticate' },
    ],
    [
      'a response without a key',
      (_, answer) => {
        if (answer.status === 401) answer.status = 200;
      },
      { operation: 'listUploads', what: 'a call without a key does not return 401' },
    ],
  ];
  test.each(changes)('%s', async (_, change, difference) => {
    await changed(change, async (baseUrl) => {
      const { differences } = await verify({ baseUrl, apiKey: sandbox.apiKey });
      expect(differences).toContainEqual(expect.objectContaining(difference));
      // Differences contain no value of a response.
      const text = JSON.stringify(differences);
      for (const { id, original_filename } of sandbox.uploads()) {
        expect(text).not.toContain(id);
        expect(text).not.toContain(original_filename);
      }
      expect(text).not.toMatch(/od_live|\+1415|signature=|archived|\bred\b/);
    });
  });
});

test('verify: skips operations without data or without access', async () => {
  const key = sandbox.createKey({ organization: 'new' });
  await using server = await sandbox.listen();
  const { differences, skipped, refused } = await verify({ baseUrl: server.url, apiKey: key });
  expect([differences, [...refused]]).toEqual([[], []]);
  expect(skipped.get('retrieveUpload')).toBe('the organization has no upload');
  expect(skipped.get('listContacts')).toBe('not enabled for this organization');
});

describe('verify:live', () => {
  const script = fileURLToPath(new URL('../src/verify-live.ts', import.meta.url));
  const run = (env: Record<string, string>) =>
    promisify(execFile)(process.execPath, [script], { env: { ...process.env, ...env } }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        stdout,
        stderr,
      }),
    );

  test('exits with 0 if nothing differs, 1 if something does, 2 if a call fails', async () => {
    const server = await sandbox.listen();
    const env = { OPTIMALDIAL_API_KEY: sandbox.apiKey, OPTIMALDIAL_BASE_URL: server.url };
    const before = sandbox.requests().length;
    const { code, stdout } = await run(env);
    const calls = sandbox.requests().length - before;
    expect(code).toBe(0);
    expect(stdout).toContain(`Compared ${reads.length} operations in ${calls} calls; 0 differences`);
    expect(calls).toBeGreaterThan(reads.length);
    sandbox.on('listContacts').reply(500, { detail: 'broken' });
    expect(await run(env)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('listContacts returned 500') as string,
    });
    sandbox.reset();
    sandbox
      .on('listContacts')
      .reply(200, { data: [], next_cursor: null, more: 1 } as { data: []; next_cursor: null });
    expect(await run(env)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('✗ listContacts 200 body.more: is not in the spec') as string,
    });
    await server.close();
    expect(await run(env)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/ECONNREFUSED/) as string,
    });
    expect(await run({ OPTIMALDIAL_API_KEY: '' })).toMatchObject({ code: 2 });
  }, 60_000);
});
