import { expect, test, vi } from 'vitest';
import { rateLimited, resultOf, settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, id, phoneList } from '../support/fake-fetch.ts';

useFakeClock();

const made = () => Response.json({ id, status: 'ready_for_processing' });
const list = (name: number) => ({ ...phoneList, filename: String(name) });

/** A client that records when it sends each request. */
function recordingClient(respond: (call: number, method: string) => Response | Promise<Response>) {
  const started = Date.now();
  const sent: { at: number; method: string; name: string | undefined }[] = [];
  const { client } = fakeFetch(
    (call, init) => {
      const name = typeof init.body === 'string' ? /"filename":"(\d+)"/.exec(init.body)?.[1] : undefined;
      sent.push({ at: Date.now() - started, method: init.method ?? '', name });
      return respond(call, init.method ?? '');
    },
    { maxRetries: 2 },
  );
  return { client, sent };
}

test('rate limit: after a 429, other writes wait for one probe and then go in order, while reads continue', async () => {
  const probe = Promise.withResolvers<Response>();
  const { client, sent } = recordingClient((call, method) => {
    if (method === 'GET') return made();
    if (call === 1) return rateLimited(2)();
    // The third request is the probe, after a read.
    return call === 3 ? probe.promise : made();
  });
  const first = resultOf(client.uploads.create(list(0)));
  await vi.advanceTimersByTimeAsync(0);
  const others = [1, 2, 3, 4].map((name) => resultOf(client.uploads.create(list(name))));
  const read = resultOf(client.uploads.retrieve(id));
  await vi.advanceTimersByTimeAsync(1999);
  expect((await read).error).toBeUndefined();
  expect(sent.map(({ method }) => method)).toEqual(['POST', 'GET']);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent.slice(2)).toEqual([{ at: 2000, method: 'POST', name: '0' }]);
  await vi.advanceTimersByTimeAsync(500);
  expect(sent).toHaveLength(3);
  probe.resolve(made());
  await Promise.all([first, ...others]);
  expect(sent.slice(3).map(({ name }) => name)).toEqual(['1', '2', '3', '4']);
  expect(sent.slice(3).every(({ at }) => at === 2500)).toBe(true);
});

test('rate limit: after a 429 to a read, reads wait while writes continue', async () => {
  const { client, sent } = recordingClient((call) => (call === 1 ? rateLimited(5)() : made()));
  const first = resultOf(client.uploads.retrieve(id));
  await vi.advanceTimersByTimeAsync(0);
  const second = resultOf(client.uploads.retrieve(id));
  await vi.advanceTimersByTimeAsync(0);
  await resultOf(client.uploads.create(list(1)));
  expect(sent.map(({ at, method }) => `${method} ${at}`)).toEqual(['GET 0', 'POST 0']);
  await vi.advanceTimersByTimeAsync(5000);
  await Promise.all([first, second]);
  expect(sent.slice(2).map(({ at }) => at)).toEqual([5000, 5000]);
});

test('rate limit: a refused probe delays the rest by its own Retry-After and keeps the order', async () => {
  const { client, sent } = recordingClient((call) => (call <= 2 ? rateLimited(call)() : made()));
  const first = settle(client.uploads.create(list(0)));
  await vi.advanceTimersByTimeAsync(0);
  await Promise.all([first, ...[1, 2].map((name) => settle(client.uploads.create(list(name))))]);
  expect(sent.map(({ at, name }) => `${name} ${at}`)).toEqual([
    '0 0',
    '0 1000',
    '0 3000',
    '1 3000',
    '2 3000',
  ]);
});

test('rate limit: calls refused together are retried in call order', async () => {
  const { client, sent } = recordingClient((call) => (call <= 3 ? rateLimited(2)() : made()));
  await Promise.all([0, 1, 2].map((name) => settle(client.uploads.create(list(name)))));
  expect(sent.slice(3).map(({ name }) => name)).toEqual(['0', '1', '2']);
});

test('rate limit: an aborted probe or waiting call does not block the others', async () => {
  const reason = new Error('enough');
  const never = new Promise<Response>(() => undefined);
  const { client, sent } = recordingClient((call) =>
    call === 1 ? rateLimited(2)() : call === 2 ? never : made(),
  );
  const probing = new AbortController();
  const waiting = new AbortController();
  const first = resultOf(client.uploads.create(list(0), { signal: probing.signal }));
  await vi.advanceTimersByTimeAsync(0);
  const gone = resultOf(client.uploads.create(list(1), { signal: waiting.signal }));
  const rest = [2, 3].map((name) => resultOf(client.uploads.create(list(name))));
  await vi.advanceTimersByTimeAsync(1000);
  waiting.abort(reason);
  expect((await gone).error).toBe(reason);
  await vi.advanceTimersByTimeAsync(1500);
  probing.abort(reason);
  expect((await first).error).toMatchObject({ code: 'outcome_unknown' });
  await Promise.all(rest);
  expect(sent.map(({ name }) => name)).toEqual(['0', '0', '2', '3']);
});

test('rate limit: rejects immediately with retryAfter when the limit resets after the deadline', async () => {
  const { client, sent } = recordingClient(() => rateLimited(60)());
  const first = client.uploads.create(list(0), { maxRetries: 0 });
  expect((await settle(first)).error).toMatchObject({ code: 'rate_limited' });
  const { error, ms } = await settle(client.uploads.create(list(1), { deadline: 5000 }));
  expect(error).toMatchObject({ code: 'rate_limited', retryAfter: 60, attempts: 0 });
  expect([ms, sent.length]).toEqual([0, 1]);
});

test('rate limit: an elapsed delay does not affect the next call', async () => {
  const { client, sent } = recordingClient((call) => (call === 1 ? rateLimited(1)() : made()));
  await settle(client.uploads.create(list(0), { maxRetries: 0 }));
  await vi.advanceTimersByTimeAsync(5000);
  await settle(client.uploads.create(list(1)));
  await settle(client.uploads.create(list(2)));
  expect(sent.map(({ at }) => at)).toEqual([0, 5000, 5000]);
});
