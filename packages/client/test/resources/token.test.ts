import { createClient, filenameWithToken, type CreateOptions, type CreateUpload } from '@optimaldial/client';
import { createSandbox, phoneNumbers, type FaultKind, type Sandbox } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { networkError, rateLimited, settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch } from '../support/fake-fetch.ts';
import { listedUpload } from '../support/lost-response.ts';

// The first request loads the engine of the sandbox, which takes real time.
beforeAll(() => {
  const { apiKey, fetch } = createSandbox();
  return createClient({ apiKey, fetch }).webhooks.list();
});
useFakeClock();

const reconcile = { token: 'job-7' };
const list: CreateUpload = { phone_numbers: phoneNumbers(100), filename: 'crm.csv' };
const name = filenameWithToken('crm.csv', reconcile.token);

/** Creates an upload as a process of its own. */
const create = (
  { apiKey, fetch }: Sandbox,
  upload: CreateUpload = list,
  options: CreateOptions = { reconcile },
) => settle(createClient({ apiKey, fetch, maxRetries: 0 }).uploads.create(upload, options));

describe('reconcile: a token used again', () => {
  test('returns the first upload and charges once', async () => {
    const sandbox = createSandbox();
    const first = await create(sandbox);
    expect((await create(sandbox)).value).toMatchObject({ id: first.value?.id, original_filename: name });
    expect([sandbox.uploads().length, sandbox.credits()]).toEqual([1, 9900]);
  });

  test('returns the upload of a worker that was lost after it', async () => {
    const sandbox = createSandbox();
    sandbox.on('createUpload').fault('timeout');
    const lost = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
    lost.uploads.create(list, { reconcile }).catch(() => undefined);
    await vi.waitFor(() => expect(sandbox.uploads()).toHaveLength(1));
    expect((await create(sandbox)).value).toMatchObject({ original_filename: name });
    expect([sandbox.uploads().length, sandbox.credits()]).toEqual([1, 9900]);
  });

  test('returns the upload of a file, whatever its status', async () => {
    const sandbox = createSandbox();
    const file = new File([`Phone\n${phoneNumbers(100).join('\n')}`], 'crm.csv');
    const first = await create(sandbox, { file, phone_column: 'Phone' });
    sandbox.fail(first.value?.id ?? '', 'x');
    const again = await create(sandbox, { file, phone_column: 'Phone' });
    expect(again.value).toMatchObject({ id: first.value?.id, status: 'failed' });
  });

  test('is rejected for another list', async () => {
    const sandbox = createSandbox();
    await create(sandbox);
    const { error } = await create(sandbox, { ...list, phone_numbers: phoneNumbers(120) });
    expect(error).toMatchObject({ next: 'give_up', message: expect.stringContaining('another list') });
    expect(String(error)).toContain('The list was not sent or charged.');
    expect([sandbox.uploads().length, sandbox.credits()]).toEqual([1, 9900]);
  });
});

/** A client whose list is this response, and the methods of its requests. */
function searching(found: object[] | (() => Response | Promise<Response>)) {
  const { client, requests } = fakeFetch((_, { method }) => {
    if (method === 'POST') return Response.json({ id: 'sent', status: 'processing' });
    return typeof found === 'function' ? found() : Response.json({ data: found, next_cursor: null });
  });
  const methods = () => requests.map(({ init }) => init.method);
  return { methods, create: (options: CreateOptions) => settle(client.uploads.create(list, options)) };
}

describe('reconcile: the search before sending', () => {
  test('does not happen for a random token', async () => {
    const { methods, create: run } = searching([listedUpload(name)]);
    expect((await run({ reconcile: true })).value).toMatchObject({ id: 'sent' });
    expect(methods()).toEqual(['POST']);
  });

  test('rejects several matches, unless only one fits the list', async () => {
    const { methods, create: run } = searching([listedUpload(name), listedUpload(name, 'twin')]);
    const { error } = await run({ reconcile });
    expect(error).toMatchObject({ next: 'person', message: expect.stringContaining('several') });
    expect(methods()).toEqual(['GET']);
    const other = { ...listedUpload(name, 'twin'), valid_row_count: 7, invalid_row_count: 0 };
    expect((await searching([other, listedUpload(name)]).create({ reconcile })).value?.id).toBe('mine');
  });

  test.each([
    ['fails', () => Response.json({ detail: 'x' }, { status: 503 }), { code: 'server' }],
    ['is forbidden', () => Response.json({ detail: 'x' }, { status: 403 }), { code: 'permission' }],
    ['is rate limited', rateLimited(30), { code: 'rate_limited' }],
    ['gets no response', () => Promise.reject(networkError('ECONNRESET')), { code: 'connection' }],
  ])('sends nothing when it %s', async (_, found, expected) => {
    const { methods, create: run } = searching(found);
    expect((await run({ reconcile })).error).toMatchObject({ ...expected, method: 'GET' });
    expect(methods()).toEqual(['GET']);
  });

  test('honors the signal and the deadline', async () => {
    const reason = new Error('enough');
    const ends = new AbortController();
    setTimeout(() => ends.abort(reason), 500);
    const aborted = searching(() => new Promise(() => undefined));
    expect(await aborted.create({ reconcile, signal: ends.signal })).toMatchObject({
      error: reason,
      ms: 500,
    });
    const late = searching(() => new Promise(() => undefined));
    const { error, ms } = await late.create({ reconcile, deadline: 2000 });
    expect(error).toMatchObject({ code: 'timeout', limit: 'deadline' });
    expect([ms, aborted.methods(), late.methods()]).toEqual([2000, ['GET'], ['GET']]);
  });

  test('counts towards the deadline of the whole call', async () => {
    const { client, requests } = fakeFetch(async (_, { method }) => {
      if (method === 'POST') return new Promise(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return Response.json({ data: [], next_cursor: null });
    });
    const { error, ms } = await settle(client.uploads.create(list, { reconcile, deadline: 4000 }));
    expect(error).toMatchObject({ code: 'outcome_unknown' });
    expect([ms, requests.length]).toEqual([4000, 2]);
  });

  test('ends at the deadline when counting the file took a part of it', async () => {
    const { client, requests } = fakeFetch(() => new Promise(() => undefined));
    const source: UnderlyingDefaultSource = {
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        controller.enqueue(new Uint8Array(1));
        controller.close();
      },
    };
    const file = new File(['1'], 'crm.csv');
    Object.defineProperty(file, 'stream', { value: () => new ReadableStream(source) });
    const options = { reconcile, maxCredits: 5, deadline: 4000 };
    const { error, ms } = await settle(client.uploads.create({ file, phone_column: 'Phone' }, options));
    expect(error).toMatchObject({ code: 'timeout', method: 'GET' });
    expect([ms, requests.length]).toEqual([4000, 1]);
  });

  test('goes back 24 hours, or to `since`, before and after the request', async () => {
    const DAY = 86_400_000;
    for (const [since, age, id] of [
      [undefined, DAY, 'mine'],
      [undefined, DAY + 660_000, 'sent'],
      [new Date(Date.now() - 7 * DAY), 7 * DAY, 'mine'],
      [new Date(), 660_000, 'sent'],
    ] as const) {
      const { create: run } = searching([listedUpload(name, 'mine', age)]);
      expect((await run({ reconcile: { ...reconcile, since } })).value?.id).toBe(id);
    }
    let posted = false;
    const { client } = fakeFetch((_, { method }) => {
      posted ||= method === 'POST';
      if (method === 'POST') throw networkError('ECONNRESET');
      const data = posted ? [listedUpload(name, 'mine', DAY)] : [];
      return Response.json({ data, next_cursor: null });
    });
    expect((await settle(client.uploads.create(list, { reconcile }))).value).toMatchObject({ id: 'mine' });
  });

  test.each(['2026-11-26', 7, null, new Date(Number.NaN)])('is rejected for `since` %s', async (since) => {
    const untyped: any = { reconcile: { ...reconcile, since } };
    const { methods, create: run } = searching([]);
    expect((await run(untyped)).error).toMatchObject({ code: 'invalid_input' });
    expect(methods()).toEqual([]);
  });
});

test('reconcile: creates one upload per token for any sequence of calls and faults', async () => {
  const post = fc.constantFrom<FaultKind | undefined>(
    ...([undefined, 'reset', 'unavailable', 'rate-limit', 'reset-after-commit'] as const),
    ...(['bad-gateway', 'timeout', 'stall', 'truncate', 'late'] as const),
  );
  const search = fc.record({
    kind: fc.constantFrom<FaultKind | undefined>(undefined, 'reset', 'unavailable', 'truncate', 'timeout'),
    times: fc.integer({ min: 1, max: 8 }),
  });
  const calls = fc.array(fc.record({ post, search }), { minLength: 2, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(calls, async (sequence) => {
      const sandbox = createSandbox();
      const ids = new Set<string>();
      for (const call of sequence) {
        sandbox.reset();
        if (call.post) sandbox.on('createUpload').fault(call.post, { delay: 60_000 });
        if (call.search.kind) sandbox.on('listUploads').fault(call.search.kind, { times: call.search.times });
        const { value } = await create(sandbox, list, { reconcile, timeout: 5000, deadline: 40_000 });
        if (value) ids.add(value.id);
        // Whatever is still in progress becomes findable.
        await vi.advanceTimersByTimeAsync(90_000);
      }
      const charged = sandbox.uploads().length;
      expect(charged).toBeLessThanOrEqual(1);
      expect(ids.size).toBeLessThanOrEqual(charged);
      expect(sandbox.credits()).toBe(10_000 - 100 * charged);
    }),
    { numRuns: 60 },
  );
});
