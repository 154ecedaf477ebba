import { createSandbox, type Sandbox, type SandboxOptions } from '@optimaldial/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const phones = Array.from(
  { length: 120 },
  (_, row) => `+1212555${String(100 + (row % 100)).padStart(4, '0')}`,
);

let sandbox: Sandbox;
const fresh = (options: SandboxOptions = {}): void => {
  sandbox = createSandbox({ clock: 'manual', ...options });
};
beforeEach(() => fresh());
afterEach(() => sandbox.close());

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** One call, as anybody's `fetch` makes it. */
async function call(method: string, path: string, body?: object, key = sandbox.apiKey): Promise<Answered> {
  const form = body instanceof FormData;
  const response = await sandbox.fetch(`https://api.optimaldial.com/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(form || !body ? {} : { 'content-type': 'application/json' }),
    },
    body: form ? body : body ? JSON.stringify(body) : null,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

async function upload(body: object = { phone_numbers: phones }): Promise<string> {
  const { status, body: made } = await call('POST', '/uploads', body);
  expect(status).toBe(200);
  if (typeof made !== 'object' || made === null || !('id' in made)) throw new Error('no upload');
  return String(made.id);
}

function csv(text: string, name = 'list.csv', column = 'Phone'): FormData {
  const form = new FormData();
  form.append('file', new File([text], name));
  form.append('phone_column', column);
  return form;
}

async function link(id: string, which: string): Promise<string> {
  const { body } = await call('GET', `/uploads/${id}/download/${which}`);
  return (body as { download_url: string }).download_url;
}

describe('sandbox uploads: rejected requests', () => {
  const rows = (count: number) => `Phone\n${phones.slice(0, count).join('\n')}\n`;
  const refused: [string, number, object, string][] = [
    ['fewer than 100 valid numbers', 422, { phone_numbers: phones.slice(0, 99) }, 'At least 100'],
    ['99 valid ones among many', 422, csv(`${rows(99)}${'12\n'.repeat(500)}`), 'At least 100'],
    ['a column that is not there', 400, csv(rows(100), 'a.csv', 'phone'), 'no column named phone'],
    ['both kinds of list', 400, { phone_numbers: phones, contacts: [] }, ''],
    ['neither', 400, {}, ''],
    [
      'more than 250,000 entries',
      413,
      { phone_numbers: Array.from({ length: 250_001 }, () => '+14155550123') },
      '',
    ],
  ];
  test.each(refused)('%s: returns %i', async (_, status, body, detail) => {
    const before = sandbox.credits();
    const answer = await call('POST', '/uploads', body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(detail);
    expect([sandbox.credits(), sandbox.uploads().length]).toEqual([before, 0]);
  });

  test('a list that costs more than the balance: returns 402', async () => {
    fresh({ credits: 119 });
    expect(await call('POST', '/uploads', { phone_numbers: phones })).toMatchObject({ status: 402 });
    expect(sandbox.credits()).toBe(119);
  });

  test('a write without a subscription: returns 403, while reads succeed', async () => {
    fresh({ subscription: false });
    expect(await call('POST', '/uploads', { phone_numbers: phones })).toMatchObject({ status: 403 });
    expect(await call('GET', '/uploads')).toMatchObject({ status: 200 });
  });

  test('an unsupported content type: returns 415', async () => {
    const response = await sandbox.fetch('https://x.example/api/v1/uploads', {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'text/csv' },
      body: rows(100),
    });
    expect(response.status).toBe(415);
  });

  test('API keys: unknown, revoked, expired, foreign and unscoped keys are rejected', async () => {
    const id = await upload();
    expect(await call('GET', `/uploads/${id}`, undefined, `od_live_${'0'.repeat(32)}`)).toMatchObject({
      status: 401,
    });
    const other = sandbox.createKey({ organization: 'new' });
    expect(await call('GET', `/uploads/${id}`, undefined, other)).toMatchObject({ status: 404 });
    expect(await call('GET', '/uploads', undefined, other)).toMatchObject({ body: { data: [] } });
    const reader = sandbox.createKey({ scopes: ['uploads:read'], expiresIn: '1h' });
    expect(await call('GET', `/uploads/${id}`, undefined, reader)).toMatchObject({ status: 200 });
    expect(await call('POST', '/uploads', { phone_numbers: phones }, reader)).toMatchObject({ status: 403 });
    await sandbox.advance('1h');
    const expired = await call('GET', `/uploads/${id}`, undefined, reader);
    expect([expired.status, expired.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    sandbox.revokeKey(other);
    expect(await call('GET', '/uploads', undefined, other)).toMatchObject({ status: 401 });
  });

  test('rate limit: the 61st write in a minute returns 429 with the documented body', async () => {
    fresh({ credits: 100_000 });
    for (let write = 0; write < 60; write++) await upload();
    const { status, headers, body } = await call('POST', '/uploads', { phone_numbers: phones });
    expect([status, headers.get('retry-after')]).toEqual([429, '60']);
    expect(body).toEqual({
      detail: { error: 'rate_limit_exceeded', limit: 60, observed: 61, retry_after_seconds: 60 },
    });
    expect(await call('GET', '/uploads')).toMatchObject({ status: 200 });
    await sandbox.advance('1min');
    await upload();
  });

  test('rate limit: limits per key and organization are configurable', async () => {
    fresh({ limits: { key: 2, organization: 3 } });
    const other = sandbox.createKey();
    const statuses = [];
    for (const key of [sandbox.apiKey, sandbox.apiKey, sandbox.apiKey, other, other]) {
      statuses.push(await call('POST', '/uploads', { phone_numbers: phones }, key));
    }
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429, 200, 429]);
    expect(statuses[2]?.body).toMatchObject({ detail: { limit: 2, observed: 3 } });
    expect(statuses[4]?.body).toMatchObject({ detail: { limit: 3, observed: 4 } });
    const stranger = sandbox.createKey({ organization: 'new' });
    expect(await call('POST', '/uploads', { phone_numbers: phones }, stranger)).toMatchObject({
      status: 200,
    });
  });

  test('malformed or unknown IDs, cursors and disabled features are rejected', async () => {
    expect(await call('GET', '/uploads/00000000-0000-4000-8000-000000000000')).toMatchObject({ status: 404 });
    expect(await call('GET', '/uploads/7')).toMatchObject({ status: 422 });
    expect(await call('GET', '/uploads?cursor=nonsense')).toMatchObject({ status: 400 });
    expect(await call('GET', '/contacts')).toMatchObject({
      status: 403,
      body: { detail: { error: 'feature_not_enabled' } },
    });
  });
});

describe('sandbox uploads: row counts', () => {
  const files: [string, string, number, number][] = [
    [
      'quotes, a byte order mark and CRLF',
      `\uFEFF"Phone"\r\n${phones.map((one) => `"${one}"\r\n`).join('')}`,
      120,
      0,
    ],
    [
      'any shape of a number',
      `Phone\n${phones.map((one) => `(${one.slice(2, 5)}) ${one.slice(5, 8)}-${one.slice(8)}\n`).join('')}`,
      120,
      0,
    ],
    [
      'what is no number, or not of the US or Canada',
      `Phone\n${phones.join('\n')}\n+442071838750\nabc\n\n+1242555010\n`,
      120,
      3,
    ],
    ['a line break within quotes', `Name,Phone\n${phones.map((one) => `"a\nb",${one}\n`).join('')}`, 120, 0],
  ];
  test.each(files)('of a file with %s', async (_, text, valid, invalid) => {
    const { body } = await call('POST', '/uploads', csv(text));
    expect(body).toMatchObject({
      valid_row_count: valid,
      invalid_row_count: invalid,
      credits_charged: valid,
    });
  });

  test('of contacts use the named or inferred phone field', async () => {
    const contacts = phones.map((mobile_phone, row) => ({ row, mobile_phone, tags: ['a'] }));
    expect(await call('POST', '/uploads', { contacts })).toMatchObject({ body: { valid_row_count: 120 } });
    const named = contacts.map(({ mobile_phone }) => ({ number: mobile_phone }));
    expect(await call('POST', '/uploads', { contacts: named, phone_column: 'number' })).toMatchObject({
      status: 200,
    });
    expect(await call('POST', '/uploads', { contacts: named })).toMatchObject({ status: 400 });
  });
});

test('sandbox uploads: credits are refunded only when cancelled before processing', async () => {
  const id = await upload();
  await sandbox.advance(1999);
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({ body: { status: 'ready_for_processing' } });
  await sandbox.advance(1);
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({ body: { status: 'processing' } });
  expect(await call('DELETE', `/uploads/${id}`)).toMatchObject({ status: 409 });
  await sandbox.advance('8s');
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({ body: { status: 'completed' } });
  const second = await upload();
  expect(await call('DELETE', `/uploads/${second}`)).toMatchObject({ body: { credits_refunded: 120 } });
  expect(sandbox.credits()).toBe(10_000 - 120);
  await sandbox.advance('1h');
  expect(await call('GET', `/uploads/${second}`)).toMatchObject({
    body: { status: 'cancelled', credits_refunded: 120 },
  });
  const third = await upload();
  expect(sandbox.fail(third, 'No luck')).toMatchObject({ status: 'failed', error_message: 'No luck' });
  expect(() => sandbox.fail(third)).toThrow("can't fail in status failed");
});

test('web flow: waits for mapping and confirmation', async () => {
  const file = new File([`Phone\n${phones.join('\n')}\n`], 'web.csv');
  const { id } = sandbox.web.submit(file);
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({
    body: { status: 'pending_mapping', source: 'web' },
  });
  await sandbox.web.map(id, 'Phone');
  expect(() => sandbox.web.confirm(id)).toThrow('is validating');
  await sandbox.advance('1s');
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({
    body: { status: 'awaiting_confirmation', credits_required: 120 },
  });
  expect(sandbox.credits()).toBe(10_000);
  sandbox.web.confirm(id);
  expect(sandbox.credits()).toBe(9880);
  await sandbox.advance('10s');
  expect(await call('GET', `/uploads/${id}`)).toMatchObject({ body: { status: 'completed' } });
  const bad = sandbox.web.submit(file);
  await sandbox.web.map(bad.id, 'phone');
  await sandbox.advance('1s');
  expect(await call('GET', `/uploads/${bad.id}`)).toMatchObject({ body: { status: 'validation_failed' } });
  expect(sandbox.violations()).toEqual([]);
});

test('listUploads: pages stay consistent while uploads are added', async () => {
  const made = [await upload(), await upload(), await upload()];
  const first = await call('GET', '/uploads?limit=2');
  await upload();
  const { data, next_cursor } = first.body as { data: { id: string }[]; next_cursor: string };
  const rest = await call('GET', `/uploads?limit=2&cursor=${next_cursor}`);
  expect(data.map(({ id }) => id)).toEqual([made[2], made[1]]);
  expect(rest.body).toMatchObject({ data: [{ id: made[0] }], next_cursor: null });
});

describe('sandbox files', () => {
  test('signed URLs expire after an hour and reject changes', async () => {
    const id = await upload();
    const url = await link(id, 'original');
    expect((await sandbox.fetch(url)).status).toBe(200);
    expect((await sandbox.fetch(`${url}0`)).status).toBe(403);
    expect((await sandbox.fetch(url.replace(/expires=\d+/, 'expires=9999999999'))).status).toBe(403);
    await sandbox.advance('61min');
    expect((await sandbox.fetch(url)).status).toBe(403);
  });

  test('ranges are served unless If-Range names another version', async () => {
    const url = await link(await upload(), 'original');
    const whole = await sandbox.fetch(url);
    const text = await whole.text();
    const etag = whole.headers.get('etag') ?? '';
    const part = await sandbox.fetch(url, { headers: { range: 'bytes=10-', 'if-range': etag } });
    expect([part.status, await part.text()]).toEqual([206, text.slice(10)]);
    expect((await sandbox.fetch(url, { headers: { range: 'bytes=10-', 'if-range': '"x"' } })).status).toBe(
      200,
    );
    expect((await sandbox.fetch(url, { headers: { range: `bytes=${text.length}-` } })).status).toBe(416);
  });

  test('results exist once the upload is completed', async () => {
    const id = await upload();
    expect(await call('GET', `/uploads/${id}/download/processed`)).toMatchObject({ status: 404 });
    await sandbox.advance('10s');
    const [all, likely] = [await link(id, 'processed'), await link(id, 'processed-filtered')];
    const rows = async (url: string) => (await (await sandbox.fetch(url)).text()).trimEnd().split('\r\n');
    const processed = await rows(all);
    expect(processed).toHaveLength(121);
    expect((await rows(likely)).slice(1)).toEqual(processed.filter((row) => row.endsWith('Likely Answer')));
  });
});

describe('sandbox webhooks', () => {
  const endpoint = { url: 'https://hooks.example/in', events: ['upload.completed'] };

  test('endpoints that are not public, routed or reachable are rejected', async () => {
    for (const url of ['http://hooks.example', 'https://localhost/x', 'https://10.0.0.1', 'https://[::1]/']) {
      expect(await call('POST', '/webhooks', { url })).toMatchObject({ status: 400 });
    }
    const unrouted = await call('POST', '/webhooks', endpoint);
    expect(JSON.stringify(unrouted.body)).toContain("sandbox.route('https://hooks.example', target)");
    sandbox.route('https://hooks.example', () => new Response(null, { status: 500 }));
    expect(await call('POST', '/webhooks', endpoint)).toMatchObject({ status: 400 });
  });

  test('a failing delivery is attempted six times on the documented schedule', async () => {
    const seen: { at: number; attempt: string | null; delivery: string | null }[] = [];
    let broken = false;
    sandbox.route('https://hooks.example', (request) => {
      const { headers } = request;
      if (broken) {
        seen.push({
          at: sandbox.now().getTime(),
          attempt: headers.get('x-optimaldial-attempt'),
          delivery: headers.get('x-optimaldial-delivery-id'),
        });
      }
      return new Response(null, { status: broken ? 500 : 204 });
    });
    const { body } = await call('POST', '/webhooks', endpoint);
    const { webhook } = body as { webhook: { id: string } };
    broken = true;
    await upload();
    await sandbox.advance('2d');
    const [first] = seen;
    expect(seen.map(({ at }) => (at - (first?.at ?? 0)) / 60_000)).toEqual([0, 1, 6, 36, 156, 876]);
    expect(seen.map(({ attempt }) => attempt)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(new Set(seen.map(({ delivery }) => delivery)).size).toBe(1);
    const { body: log } = await call('GET', `/webhooks/${webhook.id}/deliveries`);
    expect(log).toMatchObject([{ status: 'exhausted', attempt_count: 6, last_response_status: 500 }]);
    expect(sandbox.deliveries()).toEqual(log);
  });

  test('an endpoint is disabled after 20 consecutive failures', async () => {
    let broken = false;
    sandbox.route('https://hooks.example', () => new Response(null, { status: broken ? 500 : 204 }));
    const { body } = await call('POST', '/webhooks', endpoint);
    const { webhook } = body as { webhook: { id: string } };
    broken = true;
    for (let made = 0; made < 4; made++) await upload();
    await sandbox.advance('3d');
    expect(await call('GET', `/webhooks/${webhook.id}`)).toMatchObject({
      body: { is_active: false, consecutive_failures: 20 },
    });
    expect(await call('PATCH', `/webhooks/${webhook.id}`, { is_active: true })).toMatchObject({
      body: { is_active: true, consecutive_failures: 0, disabled_at: null },
    });
  });

  test('a contact callback receives its event', async () => {
    fresh({ contacts: true });
    const types: (string | null)[] = [];
    sandbox.route('https://crm.example', ({ headers }) => {
      types.push(headers.get('x-optimaldial-event'));
      return new Response();
    });
    const contact = {
      phone: '+14155550123',
      callback_url: 'https://crm.example/x',
      callback_secret: 's',
      idempotency_key: 'k',
    };
    const { body } = await call('POST', '/contacts', contact);
    expect((await call('POST', '/contacts', contact)).body).toEqual(body);
    expect(sandbox.credits()).toBe(9999);
    await sandbox.advance('1h');
    expect(types).toEqual(['contact.completed']);
    expect(await call('GET', '/contacts?status=completed')).toMatchObject({
      body: { data: [{ phone: '+14155550123' }] },
    });
  });
});

/** Which of 40 calls a fault strikes, as text. */
const struck = async (seed: number): Promise<string> => {
  fresh({ seed });
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

function withAbort(): { signal: AbortSignal; abort(reason: Error): void } {
  const ends = new AbortController();
  return { signal: ends.signal, abort: (reason) => ends.abort(reason) };
}

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
    const url = 'https://api.optimaldial.com/api/v1/uploads';
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    const ends = new AbortController();
    const silent = sandbox.fetch(url, { headers, signal: ends.signal });
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
    const response = await sandbox.fetch('https://api.optimaldial.com/api/v1/uploads', {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ phone_numbers: phones }),
    });
    expect([response.status, sandbox.uploads().length]).toEqual([status, made]);
    expect(response.headers.get('retry-after')).toBe(status === 429 ? '1' : null);
    expect(sandbox.faults()).toEqual([{ operation: 'createUpload', kind }]);
    sandbox.reset();
    expect(sandbox.faults()).toEqual([]);
  });

  test('stall: the body ends only when the signal aborts', async () => {
    sandbox.on('listUploads').fault('stall');
    const headers = { authorization: `Bearer ${sandbox.apiKey}` };
    const { signal, abort } = withAbort();
    const url = 'https://api.optimaldial.com/api/v1/uploads';
    const response = await sandbox.fetch(url, { headers, signal });
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(value?.length).toBeLessThan(Number(response.headers.get('content-length')));
    const rest = reader?.read();
    abort(new Error('enough'));
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

  test('a reply rule overrides the account until reset', async () => {
    sandbox.on('listUploads').reply(503, { detail: 'Down' });
    expect(await call('GET', '/uploads')).toMatchObject({ status: 503 });
    sandbox.reset();
    expect(await call('GET', '/uploads')).toMatchObject({ status: 200 });
  });
});

test('sandbox clock: processing, deliveries and retries run under fake timers', async () => {
  vi.useFakeTimers();
  try {
    fresh({ clock: 'running' });
    const attempts: (string | null)[] = [];
    let broken = false;
    sandbox.route('https://hooks.example', ({ headers }) => {
      if (broken) attempts.push(headers.get('x-optimaldial-attempt'));
      return new Response(null, { status: broken ? 500 : 204 });
    });
    await call('POST', '/webhooks', { url: 'https://hooks.example' });
    broken = true;
    const id = await upload(csv(`Phone\n${phones.join('\n')}\n`));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sandbox.uploads()).toMatchObject([{ id, status: 'completed' }]);
    expect(attempts).toEqual(['1']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts).toEqual(['1', '2']);
  } finally {
    vi.useRealTimers();
  }
});

test('sandbox clock: a late read reports the original time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  try {
    fresh({ clock: 'running' });
    const made = Date.now();
    await upload();
    vi.setSystemTime(made + 3_600_000);
    const [completed] = sandbox.uploads();
    expect(completed?.status).toBe('completed');
    expect(Date.parse(completed?.updated_at ?? '') - made).toBe(10_000);
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  [{ speed: 0 }, 'speed'],
  [{ latency: -1 }, 'latency'],
  [{ credits: 1.5 }, 'credits'],
  [{ clock: 'stopped' as 'manual' }, 'clock'],
  [{ processing: { takes: 'soon' as '1s' } }, 'soon'],
])('createSandbox: throws a RangeError for %j', (options, message) => {
  expect(() => createSandbox(options)).toThrow(RangeError);
  expect(() => createSandbox(options)).toThrow(message);
});

test('sandbox.grant: adds credits to any organization', async () => {
  fresh({ credits: 0 });
  const other = sandbox.createKey({ organization: 'new', credits: 7 });
  sandbox.grant(120);
  sandbox.grant(3, other);
  expect([sandbox.credits(), sandbox.credits(other)]).toEqual([120, 10]);
  await upload();
  expect([sandbox.credits(), sandbox.credits(other)]).toEqual([0, 10]);
  expect(() => sandbox.grant(-1)).toThrow(RangeError);
  expect(() => sandbox.credits('od_live_unknown')).toThrow('Unknown API key');
});

test('createSandbox: the same seed gives the same account, and speed scales time', async () => {
  const first = await upload();
  const { apiKey } = sandbox;
  fresh();
  expect([sandbox.apiKey, await upload()]).toEqual([apiKey, first]);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  try {
    fresh({ clock: 'running', speed: 60 });
    const before = sandbox.now().getTime();
    vi.advanceTimersByTime(1000);
    expect(sandbox.now().getTime() - before).toBe(60_000);
  } finally {
    vi.useRealTimers();
  }
});
