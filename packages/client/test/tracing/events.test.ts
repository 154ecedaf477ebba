import { createClient, OutcomeUnknownError } from '@optimaldial/client';
import { afterEach, expect, test, vi } from 'vitest';
import { networkError, rateLimited, respondWith } from '../support/fake-clock.ts';
import { apiKey, fakeFetch, id, phoneList, rejection } from '../support/fake-fetch.ts';
import { storage } from '../support/fake-storage.ts';
import { methods } from '../support/operations.ts';
import { recordTraces, type Published } from './record-traces.ts';

afterEach(() => void vi.restoreAllMocks());

const request = {
  'http.request.method': 'GET',
  'url.template': '/api/v1/uploads/{upload_id}',
  'server.address': 'api.optimaldial.com',
  'server.port': 443,
};

const withoutObject = ({ what, name, attributes, error }: Published) => ({ what, name, attributes, error });

test('tracing: publishes the call and each attempt in order when the first one fails', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const published = recordTraces();
  const { client } = respondWith([503, 200]);
  await client.uploads.retrieve(id);

  const call = { ...request, 'optimaldial.operation': 'retrieveUpload' };
  const name = 'GET /api/v1/uploads/{upload_id}';
  const error = undefined;
  const first = { ...request, 'http.response.status_code': 503, 'error.type': '503' };
  const resent = { ...request, 'http.request.resend_count': 1 };
  const second = { ...resent, 'http.response.status_code': 200 };
  const ended = { ...call, 'http.response.status_code': 200 };
  expect(published.map(withoutObject)).toEqual([
    { what: 'call start', name: 'retrieveUpload', attributes: call, error },
    { what: 'attempt start', name, attributes: request, error },
    { what: 'attempt end', name, attributes: request, error },
    { what: 'call end', name: 'retrieveUpload', attributes: call, error },
    { what: 'attempt asyncStart', name, attributes: first, error },
    { what: 'attempt asyncEnd', name, attributes: first, error },
    { what: 'attempt start', name, attributes: resent, error },
    { what: 'attempt end', name, attributes: resent, error },
    { what: 'attempt asyncStart', name, attributes: second, error },
    { what: 'attempt asyncEnd', name, attributes: second, error },
    { what: 'call asyncStart', name: 'retrieveUpload', attributes: ended, error },
    { what: 'call asyncEnd', name: 'retrieveUpload', attributes: ended, error },
  ]);
  // One object for each span.
  expect(new Set(published.map(({ event }) => event)).size).toBe(3);
});

test.each(Object.entries(methods))('tracing: names the call %s by its operation', async (operation, call) => {
  const published = recordTraces();
  await call(fakeFetch().client).catch(() => undefined);
  expect(published[0]).toMatchObject({
    what: 'call start',
    name: operation,
    attributes: { 'optimaldial.operation': operation },
  });
});

test('tracing: names a raw call by method and template when its operation is unknown', async () => {
  const published = recordTraces();
  const client: any = createClient({
    apiKey,
    fetch: async () => Response.json({}),
    baseUrl: 'http://[::1]:4010/x',
  });
  await client.GET('/api/v1/newer');
  expect(published[0]).toMatchObject({
    name: 'GET /api/v1/newer',
    attributes: { 'server.address': '[::1]', 'server.port': 4010 },
  });
});

test('tracing: publishes no error when a raw call returns an error status', async () => {
  const published = recordTraces();
  const { client } = respondWith([404]);
  await client.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: id } } });
  expect(published.filter(({ what }) => what.endsWith('error'))).toEqual([]);
  expect(published.at(-1)?.attributes).toMatchObject({
    'http.response.status_code': 404,
    'error.type': '404',
  });
});

test('tracing: publishes the error without its cause and filename when the outcome is unknown', async () => {
  const published = recordTraces();
  const { client } = respondWith([networkError('ECONNRESET')]);
  const error = await rejection(client.uploads.create({ ...phoneList, filename: 'Jane Doe.csv' }));
  if (!(error instanceof OutcomeUnknownError)) throw new Error('expected an unknown outcome');
  const errors = published.filter(({ what }) => what.endsWith('error'));
  expect(errors).toMatchObject([
    {
      what: 'attempt error',
      attributes: { 'error.type': 'connection' },
      error: { name: 'ConnectionError', code: 'connection' },
    },
    { what: 'call error', attributes: { 'error.type': 'outcome_unknown' } },
  ]);
  const { name, message, code } = error;
  expect(errors[1]?.error).toEqual({ name, message, code });
  expect(JSON.stringify(published)).not.toContain('Jane');
});

test('tracing: publishes only the name when the caller aborts with a reason of its own', async () => {
  const published = recordTraces();
  const { client } = fakeFetch(() => new Promise(() => undefined));
  const controller = new AbortController();
  const call = client.uploads.retrieve(id, { signal: controller.signal });
  const reason = Object.assign(new Error('+1 415 555 0123'), { detail: 'Jane' });
  controller.abort(reason);
  expect(await rejection(call)).toBe(reason);
  const error = { name: 'Error', message: 'Error', code: undefined };
  expect(published.at(-1)).toMatchObject({
    what: 'call asyncEnd',
    error,
    attributes: { 'error.type': 'Error' },
  });
});

test('tracing: publishes the status when the response is unreadable', async () => {
  const published = recordTraces();
  const { client } = fakeFetch(() => new Response('<html>'));
  await rejection(client.uploads.retrieve(id));
  expect(published.at(-1)?.attributes).toMatchObject({
    'http.response.status_code': 200,
    'error.type': 'unreadable_response',
  });
});

test('tracing: publishes one call for a DELETE that was repeated and found to have succeeded', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const published = recordTraces();
  const { client } = respondWith([networkError('ECONNRESET'), 404]);
  await client.webhooks.delete(id);
  const ended = published.filter(({ what }) => what.endsWith('asyncEnd'));
  expect(ended.map(({ what, attributes }) => [what, attributes['error.type']])).toEqual([
    ['attempt asyncEnd', 'connection'],
    ['attempt asyncEnd', '404'],
    ['call asyncEnd', undefined],
  ]);
});

test('tracing: publishes the time of a rate limit as part of the call only', async () => {
  const published = recordTraces();
  const { client } = respondWith([rateLimited(0), 200]);
  await client.uploads.retrieve(id);
  expect(published.filter(({ what }) => what === 'attempt asyncEnd')).toMatchObject([
    { attributes: { 'error.type': '429' } },
    { attributes: { 'http.request.resend_count': 1 } },
  ]);
});

test('tracing: publishes a download without the host and path of its signed URL', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const published = recordTraces();
  const { client } = storage((attempt) => new Response('a', { status: attempt === 1 ? 503 : 200 }), {
    maxRetries: 1,
  });
  await (await client.uploads.download(id, 'processed')).text();
  const ended = published.filter(({ what }) => what.endsWith('asyncEnd'));
  const method = { 'http.request.method': 'GET' };
  const failed = { ...method, 'http.response.status_code': 503, 'error.type': '503' };
  const resent = { ...method, 'http.request.resend_count': 1, 'http.response.status_code': 200 };
  const sign = ['GET /api/v1/uploads/{upload_id}/download/processed', 'downloadProcessed'];
  expect(ended.map(({ name }) => name)).toEqual([...sign, 'GET storage', ...sign, 'GET storage', 'download']);
  expect([ended[2], ended[5]].map((one) => one?.attributes)).toEqual([failed, resent]);
  expect(ended.at(-1)?.attributes).toEqual({
    ...method,
    'optimaldial.operation': 'download',
    'http.response.status_code': 200,
  });
});
