import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '@optimaldial/testing';
import { listen, stop } from '@optimaldial/checks/loopback';
import { verify } from '../src/verify-live/verify.ts';

const phone_numbers = Array.from(
  { length: 100 },
  (_, line) => `+1415555${String(100 + line).padStart(4, '0')}`,
);

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

/** What a lie makes of an answer. */
type Lie = (url: URL, answer: { status: number; headers: Headers; text: string }) => void;

/** The sandbox behind a server that lies. */
async function lying(lie: Lie, look: (baseUrl: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { authorization } = request.headers;
    const answerWith = async (): Promise<void> => {
      const real = await sandbox.fetch(url, {
        headers: authorization === undefined ? {} : { authorization },
      });
      const answer = { status: real.status, headers: new Headers(real.headers), text: await real.text() };
      lie(url, answer);
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

test('of the sandbox nothing differs, and every read is asked', async () => {
  await using server = await sandbox.listen();
  const before = sandbox.credits();
  const { differences, asked, missed } = await verify({ baseUrl: server.url, apiKey: sandbox.apiKey });
  expect(differences).toEqual([]);
  expect([...asked.keys()].toSorted()).toEqual([
    'downloadOriginal',
    'downloadProcessed',
    'downloadProcessedFiltered',
    'listContacts',
    'listUploads',
    'listWebhookDeliveries',
    'listWebhookEndpoints',
    'retrieveContact',
    'retrieveUpload',
    'retrieveWebhookEndpoint',
  ]);
  expect(new Set(missed.values())).toEqual(new Set(['it writes']));
  expect(sandbox.requests().filter(({ method }) => method !== 'GET')).toHaveLength(4);
  expect(sandbox.credits()).toBe(before);
});

const upload = /^\/api\/v1\/uploads\/[\da-f-]{36}$/;
const uploads = '/api/v1/uploads';

describe('a lie is found', () => {
  const lies: [string, Lie, object][] = [
    [
      'a status that nobody knows',
      ({ pathname }, answer) => {
        if (upload.test(pathname)) answer.text = answer.text.replace('"completed"', '"archived"');
      },
      { operation: 'retrieveUpload', at: 'body.status' },
    ],
    [
      'a required field that is missing',
      ({ pathname }, answer) => {
        if (upload.test(pathname)) answer.text = answer.text.replace('"storage_path"', '"path"');
      },
      { operation: 'retrieveUpload', what: expect.stringContaining('storage_path') },
    ],
    [
      'a field that is not described, in a list',
      ({ pathname }, answer) => {
        if (pathname === uploads)
          answer.text = answer.text.replaceAll('"user_id"', '"colour":"red","user_id"');
      },
      { operation: 'listUploads', at: 'body.data[].colour', what: 'is not described' },
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
      'a cursor that leads nowhere',
      (url, answer) => {
        if (url.searchParams.has('cursor')) {
          answer.text = JSON.stringify({ data: sandbox.uploads().slice(-1), next_cursor: null });
        }
      },
      { operation: 'listUploads', what: 'repeats the page before' },
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
      'no scheme beside a 401',
      (_, answer) => answer.headers.delete('www-authenticate'),
      { operation: 'listUploads', status: 401, at: 'header.www-authenticate' },
    ],
    [
      'a secret that is not asked for',
      (_, answer) => {
        if (answer.status === 401) answer.status = 200;
      },
      { operation: 'listUploads', what: 'a call without a key is not answered 401' },
    ],
  ];
  test.each(lies)('%s', async (_, lie, difference) => {
    await lying(lie, async (baseUrl) => {
      const { differences } = await verify({ baseUrl, apiKey: sandbox.apiKey });
      expect(differences).toContainEqual(expect.objectContaining(difference));
      // Where, and never what: no value of an answer is told.
      const told = JSON.stringify(differences);
      for (const { id, original_filename } of sandbox.uploads()) {
        expect(told).not.toContain(id);
        expect(told).not.toContain(original_filename);
      }
      expect(told).not.toMatch(/od_live|\+1415|signature=|archived|\bred\b/);
    });
  });
});

test('what has no data, or is not for this organization, is said to be missed', async () => {
  const key = sandbox.createKey({ organization: 'new' });
  await using server = await sandbox.listen();
  const { differences, missed, refused } = await verify({ baseUrl: server.url, apiKey: key });
  expect([differences, [...refused]]).toEqual([[], []]);
  expect(missed.get('retrieveUpload')).toBe('the organization has no upload');
  expect(missed.get('listContacts')).toBe('not for this organization');
});

describe('the command', () => {
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

  test('ends with 0 where nothing differs, 1 where something does, 2 where it cannot ask', async () => {
    const server = await sandbox.listen();
    const env = { OPTIMALDIAL_API_KEY: sandbox.apiKey, OPTIMALDIAL_BASE_URL: server.url };
    expect(await run(env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('10 operations asked in 16 calls; 0 differences') as string,
    });
    sandbox.on('listContacts').reply(500, { detail: 'broken' });
    expect(await run(env)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('listContacts answered 500') as string,
    });
    sandbox.reset();
    sandbox
      .on('listContacts')
      .reply(200, { data: [], next_cursor: null, more: 1 } as { data: []; next_cursor: null });
    expect(await run(env)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('✗ listContacts 200 body.more: is not described') as string,
    });
    await server.close();
    expect(await run(env)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/ECONNREFUSED/) as string,
    });
    expect(await run({ OPTIMALDIAL_API_KEY: '' })).toMatchObject({ code: 2 });
  }, 60_000);
});
