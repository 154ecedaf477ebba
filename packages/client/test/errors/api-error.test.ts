import * as client from '@optimaldial/client';
import { ApiError, isOptimalDialError, NotFoundError, ServerError } from '@optimaldial/client';
import { expect, test, vi } from 'vitest';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';

test('ServerError: suggests retrying later when a 408 outlasts all retries', async () => {
  vi.useFakeTimers();
  const { client: calls } = fakeFetch(() => Response.json({ detail: 'Timed out' }, { status: 408 }), {
    maxRetries: 2,
  });
  const call = rejection(calls.uploads.retrieve(id));
  await vi.runAllTimersAsync();
  vi.useRealTimers();
  const error = await call;
  expect(error).toBeInstanceOf(ServerError);
  expect(error).toMatchObject({ code: 'server', status: 408, attempts: 3 });
  expect(String(error)).toContain('returned 408: Timed out. ');
  expect(String(error)).toContain('Try again later');
  expect(String(error)).not.toContain('fail again');
});

test('uploads.wait: keeps polling after a 408', async () => {
  vi.useFakeTimers();
  const { client: calls } = fakeFetch((call) =>
    call === 1 ? Response.json({}, { status: 408 }) : Response.json({ id, status: 'completed' }),
  );
  const done = calls.uploads.wait(id);
  await vi.runAllTimersAsync();
  vi.useRealTimers();
  await expect(done).resolves.toMatchObject({ status: 'completed' });
});

const missing = () => fakeFetch(() => Response.json({ detail: 'Upload not found' }, { status: 404 })).client;

test.each(['original', 'processed', 'processed-filtered'] as const)(
  'NotFoundError: says that the %s file requires a completed upload',
  async (which) => {
    const error = await rejection(missing().uploads.download(id, which));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(String(error)).toContain(
      'not found. The file exists once the upload is `completed`: call `uploads.wait` first.',
    );
    expect(String(error)).toContain(
      'Check the ID and `baseUrl` (a sandbox has its own IDs), and that the API key belongs to the same organization.',
    );
  },
);

test('PermissionError: says nothing about a completed upload when a download is forbidden', async () => {
  const { client: calls } = fakeFetch(() => Response.json({ detail: 'No' }, { status: 403 }));
  expect(String(await rejection(calls.uploads.download(id, 'processed')))).not.toContain('completed');
});

test('NotFoundError: says to check the ID when an upload is missing', async () => {
  const error = String(await rejection(missing().uploads.retrieve(id)));
  expect(error).toContain(
    'not found. Check the ID and `baseUrl` (a sandbox has its own IDs), and that the API key belongs to the same organization.',
  );
  expect(error).not.toContain('completed');
});

test.each(['create', 'update'] as const)(
  'InvalidRequestError: says to check the receiver when the ping of webhooks.%s failed',
  async (which) => {
    const ping = { detail: 'The endpoint did not answer the ping with a 2xx' };
    const { webhooks } = fakeFetch(() => Response.json(ping, { status: 400 })).client;
    const url = 'https://crm.example/optimaldial';
    const error = await rejection(
      which === 'create' ? webhooks.create({ url }) : webhooks.update(id, { url }),
    );
    expect(error).toMatchObject({ code: 'invalid_request', next: 'person' });
    expect(String(error)).toContain(
      'the ping with a 2xx. If the ping failed, check the log of your receiver (`onError`), then call again. Otherwise, fix the request before you send it again.',
    );
  },
);

test('ApiError: is thrown for a 4xx status without a specific class', async () => {
  for (const status of [405, 409, 410, 418, 425, 451]) {
    const { client: calls } = fakeFetch(() => Response.json({ detail: 'Odd' }, { status }));
    const error = await rejection(calls.uploads.retrieve(id));
    expect(error).toMatchObject({ name: 'ApiError', code: 'refused', constructor: ApiError });
  }
});

test('RateLimitError: shows Retry-After when the server sent it', async () => {
  for (const [headers, text] of [
    [{ 'retry-after': '7' }, 'Try again in 7 s.'],
    [{}, 'Try again later.'],
  ] as const) {
    const { client: calls } = fakeFetch(() =>
      Response.json({ detail: 'Slow down' }, { status: 429, headers }),
    );
    expect(String(await rejection(calls.uploads.retrieve(id)))).toContain(text);
  }
});

test('error classes: each name survives minification', () => {
  const classes = Object.entries<unknown>({ ...client }).flatMap(([name, type]) =>
    typeof type === 'function' && isOptimalDialError(type.prototype) ? [[name, type.prototype] as const] : [],
  );
  expect(classes.length).toBeGreaterThan(15);
  for (const [name, prototype] of classes) {
    expect(Object.getOwnPropertyDescriptor(prototype, 'name')).toHaveProperty('value', name);
  }
});
