import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { importPeer } from '../../peers/load.ts';

// Nothing is imported here but what finds the contestants: importing one is what is measured.

/** One call, answered. */
export type Call = () => Promise<unknown>;

const root = `${import.meta.dirname}/../../..`;
const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const path = `/api/v1/uploads/${ID}`;
const url = `https://api.optimaldial.com${path}`;
const headers = { authorization: `Bearer od_live_${'0'.repeat(32)}` };

/** Who answers in process, by name: each loads itself, and gives a call of *retrieve* (or else it says so). */
export const contestants: Readonly<Record<string, () => Promise<Call>>> = {
  'a handler that returns the example': bare,
  'msw, a static handler': msw,
  'prism-http': prism,
  'createMock()': mock,
  'createSandbox()': sandbox,
};

// The engine of the stand-in, as that room has it installed.
const ENGINE = '@stoplight/prism-http';

/** The one that the others are compared with. */
export const MEASURE = 'prism-http';

/** Where the stock Prism CLI is, for `node`. */
export const prismCli: string = `${root}/node_modules/@stoplight/prism-cli/dist/index.js`;

async function example(): Promise<unknown> {
  const { default: document } = await import('@optimaldial/types/openapi.json', {
    with: { type: 'json' },
  });
  return document.components.examples.CompletedUpload.value;
}

async function bare(): Promise<Call> {
  const value = await example();
  return async () => expectJson(Response.json(value));
}

interface Msw {
  readonly http: { get(path: string, answer: () => Response): unknown };
  readonly HttpResponse: { json(value: unknown): Response };
  readonly setupServer: (...handlers: unknown[]) => { listen(): void };
}

async function msw(): Promise<Call> {
  const { http, HttpResponse } = (await importPeer('msw')) as Msw;
  const { setupServer } = (await importPeer('msw/node')) as Msw;
  const value = await example();
  setupServer(http.get('*/api/v1/uploads/:id', () => HttpResponse.json(value))).listen();
  return async () => expectJson(await fetch(url, { headers }));
}

interface PrismHttp {
  readonly getHttpOperationsFromSpec: (path: string) => Promise<unknown[]>;
  readonly createInstance: (
    config: object,
    components: object,
  ) => { readonly request: (...of: unknown[]) => () => Promise<Answer> };
}
type Answer = { _tag: 'Right'; right: { output: { statusCode: number; body?: unknown } } } | { _tag: 'Left' };

// A fresh one for each call: Prism writes into it.
const config = () => ({
  isProxy: false,
  checkSecurity: true,
  validateRequest: true,
  validateResponse: true,
  errors: true,
  mock: { dynamic: false },
});

async function prism(): Promise<Call> {
  const require = createRequire(`${root}/packages/testing/`);
  const { createInstance, getHttpOperationsFromSpec } = require(ENGINE) as PrismHttp;
  const operations = await getHttpOperationsFromSpec(`${root}/packages/types/openapi.json`);
  const logger: Record<string, unknown> = { child: () => logger };
  for (const level of ['info', 'debug', 'warn', 'error', 'success', 'trace']) logger[level] = () => undefined;
  const { request } = createInstance(config(), { logger });
  return async () => {
    const answer = await request(
      { method: 'get', url: { path, query: {} }, headers },
      operations,
      config(),
    )();
    if (answer._tag === 'Right' && answer.right.output.statusCode === 200) return answer.right.output.body;
    throw new Error('Prism did not answer 200.');
  };
}

interface Testing {
  readonly createMock: () => { readonly fetch: typeof fetch; reset(): void };
  readonly createSandbox: (options: object) => {
    readonly fetch: typeof fetch;
    readonly apiKey: string;
    reset(): void;
  };
}

/** The stand-in as it is published. */
export async function importTesting(): Promise<Testing> {
  const loaded: unknown = await import(pathToFileURL(`${root}/packages/testing/dist/index.js`).href);
  return loaded as Testing;
}

// So many calls are kept before they are forgotten, as tests do between one and the next.
const KEPT = 1000;

async function mock(): Promise<Call> {
  const { createMock } = await importTesting();
  const made = createMock();
  let calls = 0;
  return async () => {
    if (++calls % KEPT === 0) made.reset();
    return expectJson(await made.fetch(url, { headers }));
  };
}

/** Its first call creates the upload that the others retrieve. */
async function sandbox(): Promise<Call> {
  const { createSandbox } = await importTesting();
  const made = createSandbox({ clock: 'manual' });
  const own = { authorization: `Bearer ${made.apiKey}` };
  const base = 'https://api.optimaldial.com/api/v1/uploads';
  let at: string | undefined;
  let calls = 0;
  return async () => {
    if (++calls % KEPT === 0) made.reset();
    if (at !== undefined) return expectJson(await made.fetch(at, { headers: own }));
    const phone_numbers = Array.from(
      { length: 100 },
      (_, row) => `+141555501${String(row).padStart(2, '0')}`,
    );
    const body = JSON.stringify({ phone_numbers });
    const json = { ...own, 'content-type': 'application/json' };
    const created = await expectJson(await made.fetch(base, { method: 'POST', headers: json, body }));
    at = `${base}/${(created as { id: string }).id}`;
    return created;
  };
}

async function expectJson(response: Response): Promise<unknown> {
  if (response.status !== 200) throw new Error(`Answered ${response.status}.`);
  return response.json();
}
