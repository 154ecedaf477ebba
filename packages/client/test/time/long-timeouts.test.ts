import { createClient } from '@optimaldial/client';
import { afterEach, expect, test, vi } from 'vitest';
import { apiKey, fakeFetch, id, phoneList, rejection } from '../support/fake-fetch.ts';
import { serve } from '../support/listen.ts';

afterEach(() => void vi.unstubAllGlobals());

interface Dispatcher {
  dispatch(options: Record<string, unknown>, handler: unknown): unknown;
}

/** The options that the global fetch receives for a timeout. */
async function globalInit(timeout: number | undefined): Promise<{ dispatcher?: Dispatcher }> {
  const inits: any[] = [];
  vi.stubGlobal('fetch', async (_: string, init: object) => {
    inits.push(init);
    return Response.json({ id, status: 'completed' });
  });
  await createClient({ apiKey, timeout, deadline: 0 }).uploads.retrieve(id);
  return inits[0];
}

test.each([300_000, 420_000, 0, Infinity])(
  "timeout: lifts the limits of Node's fetch when it is %d",
  async (timeout) => {
    const { dispatcher } = await globalInit(timeout);
    const real = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
    const dispatch = vi.spyOn(real, 'dispatch').mockReturnValue(true);
    const handler = {};
    expect(dispatcher?.dispatch({ path: '/', headersTimeout: 1 }, handler)).toBe(true);
    expect(dispatch).toHaveBeenCalledWith({ path: '/', headersTimeout: 0, bodyTimeout: 0 }, handler);
    dispatch.mockRestore();
  },
);

test.each([undefined, 60_000, 299_999])('timeout: leaves fetch unchanged when it is %s', async (timeout) => {
  expect(await globalInit(timeout)).not.toHaveProperty('dispatcher');
});

test('timeout: passes no dispatcher to a custom fetch', async () => {
  const { client, requests } = fakeFetch();
  await client.uploads.retrieve(id, { timeout: 420_000 });
  expect(requests[0]?.init).not.toHaveProperty('dispatcher');
});

test('timeout: a long timeout works with real requests', async () => {
  const bodies: string[] = [];
  const baseUrl = await serve((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      bodies.push(text);
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id }));
    });
  });
  const client = createClient({ apiKey, baseUrl, timeout: 420_000 });
  expect(await client.uploads.retrieve(id)).toEqual({ id });
  const file = new File(['Phone\n1\n'], 'list.csv');
  expect(await client.uploads.create({ file, phone_column: 'Phone' })).toEqual({ id });
  expect(bodies[1]).toContain('Phone\n1\n');
});

test('timeout: an unsent request is not ambiguous with a long timeout', async () => {
  vi.stubGlobal('fetch', () => {
    throw new ReferenceError('token is not defined');
  });
  const client = createClient({ apiKey, timeout: 0 });
  const error = await rejection(client.uploads.create(phoneList));
  expect(error).toMatchObject({ code: 'configuration' });
});
