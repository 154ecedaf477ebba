import { createSandbox } from '@optimaldial/testing';
import { describe, expect, test, vi } from 'vitest';
import { api, call, phones, restart, sandbox, upload, useSandbox } from '../support/setup-sandbox.ts';

useSandbox();

/** Which of 40 calls a fault affects, as text. */
const struck = async (seed: number): Promise<string> => {
  restart({ seed });
  sandbox.on('listUploads').fault('reset', { probability: 0.5, times: 10 });
  let all = '';
  for (let turn = 0; turn < 40; turn++) {
    all += await call('GET', '/uploads').then(
      () => '.',
      () => 'x',
    );
  }
  return all;
};

describe('sandbox faults', () => {
  test('reset, reset-after-commit, truncate and timeout behave as documented', async () => {
    sandbox.on('createUpload').fault('reset');
    await expect(upload()).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
    expect(sandbox.uploads()).toHaveLength(0);
    sandbox.on('createUpload').fault('reset-after-commit');
    await expect(upload()).rejects.toThrow('fetch failed');
    expect(sandbox.uploads()).toHaveLength(1);
    sandbox.on('createUpload').fault('truncate');
    await expect(upload()).rejects.toThrow(SyntaxError);
    sandbox.on('listUploads').fault('timeout');
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    const ends = new AbortController();
    const silent = sandbox.fetch(`${api}/uploads`, { headers, signal: ends.signal });
    while (sandbox.faults().length < 4) await new Promise((resolve) => void setImmediate(resolve));
    ends.abort(new Error('enough'));
    await expect(silent).rejects.toThrow('enough');
    expect(await call('GET', '/uploads')).toMatchObject({ status: 200 });
  });

  test.each([
    ['rate-limit', 429, 0],
    ['unavailable', 503, 0],
    ['bad-gateway', 502, 1],
  ] as const)('%s: returns %i and keeps what was committed', async (kind, status, made) => {
    sandbox.on('createUpload').fault(kind);
    const response = await call('POST', '/uploads', { phone_numbers: phones });
    expect([response.status, sandbox.uploads().length]).toEqual([status, made]);
    expect(response.headers.get('retry-after')).toBe(status === 429 ? '1' : null);
    expect(sandbox.faults()).toEqual([{ operation: 'createUpload', kind }]);
    sandbox.reset();
    expect(sandbox.faults()).toEqual([]);
  });

  test('stall: the body ends only when the signal aborts', async () => {
    sandbox.on('listUploads').fault('stall');
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    const ends = new AbortController();
    const response = await sandbox.fetch(`${api}/uploads`, { headers, signal: ends.signal });
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(value?.length).toBeLessThan(Number(response.headers.get('content-length')));
    const rest = reader?.read();
    ends.abort(new Error('enough'));
    await expect(rest).rejects.toThrow('enough');
  });

  test('late: the request is carried out after the delay', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      sandbox.on('createUpload').fault('late', { delay: 1000 });
      const made = upload();
      while (vi.getTimerCount() === 0) await new Promise((resolve) => void setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(999);
      expect(sandbox.uploads()).toHaveLength(0);
      await vi.advanceTimersByTimeAsync(1);
      await made;
      expect(sandbox.uploads()).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test('times and probability are reproducible by seed', async () => {
    const first = await struck(3);
    expect(first.match(/x/g)).toHaveLength(10);
    expect(await struck(3)).toBe(first);
    expect(await struck(4)).not.toBe(first);
  });

  test('fault: affects every call when only a probability of 1 is given, and none for 0 times', async () => {
    sandbox.on('listUploads').fault('unavailable', { times: 0 });
    expect(await call('GET', '/uploads')).toMatchObject({ status: 200 });
    sandbox.on('listUploads').fault('unavailable', { probability: 1 });
    for (let turn = 0; turn < 5; turn++) {
      expect(await call('GET', '/uploads')).toMatchObject({ status: 503 });
    }
  });

  test('a reply rule overrides the account until reset', async () => {
    sandbox.on('listUploads').reply(503, { detail: 'Down' });
    expect(await call('GET', '/uploads')).toMatchObject({ status: 503 });
    sandbox.reset();
    expect(await call('GET', '/uploads')).toMatchObject({ status: 200 });
  });
});

test.each([
  [{ kind: 'restet' }, 'Unknown fault'],
  [{ kind: 'reset', times: -1 }, 'times'],
  [{ kind: 'reset', probability: 1.1 }, 'probability'],
  [{ kind: 'late', delay: 2_147_483_648 }, 'delay'],
  [{ kind: 'slow', delay: Number.NaN }, 'delay'],
])('fault: throws a RangeError for %j', ({ kind, ...options }, message) => {
  const fault: any = createSandbox().on('listUploads').fault;
  expect(() => fault(kind, options)).toThrow(RangeError);
  expect(() => fault(kind, options)).toThrow(message);
});
