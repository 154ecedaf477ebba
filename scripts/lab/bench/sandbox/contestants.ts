import { pathToFileURL } from 'node:url';
import { root } from '@optimaldial/checks/shell';
import type * as Testing from '@optimaldial/testing';

// Contestants import their packages when they are loaded: the bench measures that import.

const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const path = `/api/v1/uploads/${ID}`;
const url = `https://api.optimaldial.com${path}`;
const headers = { authorization: `Bearer od_live_${'0'.repeat(32)}` };

/** What responds in process, by name. Each loads itself and returns a call of *retrieve*. */
export const contestants: Readonly<Record<string, () => Promise<() => Promise<unknown>>>> = {
  'a handler that returns the example': bare,
  'msw, a static handler': msw,
  'prism-http': prism,
  'createMock()': mock,
  'createSandbox()': sandbox,
};

/** The contestant that the others are compared with. */
export const MEASURE = 'prism-http';

async function example() {
  const { default: spec } = await import('@optimaldial/types/openapi.json', { with: { type: 'json' } });
  return spec.components.examples.CompletedUpload.value;
}

async function bare(): Promise<() => Promise<unknown>> {
  const value = await example();
  return async () => expectJson(Response.json(value));
}

async function msw(): Promise<() => Promise<unknown>> {
  const { http, HttpResponse } = await import('msw');
  const { setupServer } = await import('msw/node');
  const value = await example();
  setupServer(http.get('*/api/v1/uploads/:id', () => HttpResponse.json(value))).listen();
  return async () => expectJson(await fetch(url, { headers }));
}

// Prism modifies the configuration, so each call needs a new one.
const config = () => ({
  isProxy: false as const,
  checkSecurity: true,
  validateRequest: true,
  validateResponse: true,
  errors: true,
  upstreamProxy: undefined,
  mock: { dynamic: false },
});

async function prism(): Promise<() => Promise<unknown>> {
  const { createInstance, getHttpOperationsFromSpec } = await import('@stoplight/prism-http');
  const operations = await getHttpOperationsFromSpec(`${root}packages/types/openapi.json`);
  const logger: Record<string, unknown> = { child: () => logger };
  for (const level of ['info', 'debug', 'warn', 'error', 'success', 'trace']) logger[level] = () => undefined;
  const { request } = createInstance(config(), { logger });
  return async () => {
    const response = await request(
      { method: 'get', url: { path, query: {} }, headers },
      operations,
      config(),
    )();
    if (response._tag === 'Right' && response.right.output.statusCode === 200)
      return response.right.output.body;
    throw new Error('Prism did not respond with 200.');
  };
}

/** The built package, as it is published. */
export async function importTesting(): Promise<typeof Testing> {
  return (await import(pathToFileURL(`${root}packages/testing/dist/index.js`).href)) as typeof Testing;
}

// Calls between two resets. Tests usually reset after each test.
const CALLS_PER_RESET = 1000;

async function mock(): Promise<() => Promise<unknown>> {
  const { createMock } = await importTesting();
  const made = createMock();
  let calls = 0;
  return async () => {
    if (++calls % CALLS_PER_RESET === 0) made.reset();
    return expectJson(await made.fetch(url, { headers }));
  };
}

/** The first call creates the upload that the others retrieve. */
async function sandbox(): Promise<() => Promise<unknown>> {
  const { createSandbox } = await importTesting();
  const made = createSandbox({ clock: 'manual' });
  const own = { authorization: `Bearer ${made.apiKey}` };
  const base = 'https://api.optimaldial.com/api/v1/uploads';
  let at: string | undefined;
  let calls = 0;
  return async () => {
    if (++calls % CALLS_PER_RESET === 0) made.reset();
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
  if (response.status !== 200) throw new Error(`Expected status 200, got ${response.status}.`);
  return response.json();
}
