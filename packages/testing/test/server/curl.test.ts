import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { phoneNumbers } from '@optimaldial/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { end, type Running, start } from '../support/start-cli.ts';

// One sandbox processes an upload in 10 ms, and the other never finishes.
let fast: Running;
let slow: Running;
let folder: string;
beforeAll(async () => {
  [fast, slow] = await Promise.all([start('--speed', '1000'), start('--speed', '0.001')]);
  folder = await mkdtemp(join(tmpdir(), 'optimaldial-curl-'));
}, 60_000);
afterAll(async () => {
  await Promise.all([end(fast), end(slow)]);
  await rm(folder, { recursive: true });
});

interface Asked {
  readonly method?: string;
  readonly key?: string;
  /** Path of a JSON body. */
  readonly json?: string;
  /** Fields of a form; a value that begins with @ is the path of a file. */
  readonly form?: Readonly<Record<string, string>>;
}

/** Sends a request with curl, or with `fetch` if curl is not installed. */
async function curl(url: string, asked: Asked = {}): Promise<{ status: number; text: string }> {
  const { method = 'GET', key, json, form = {} } = asked;
  const args = [
    ...(key === undefined ? [] : ['-H', `Authorization: Bearer ${key}`]),
    ...(json === undefined ? [] : ['-H', 'Content-Type: application/json', '--data-binary', `@${json}`]),
    ...Object.entries(form).flatMap(([name, value]) => ['-F', `${name}=${value}`]),
    ...(method === 'DELETE' ? ['-X', method] : []),
  ];
  try {
    const { stdout } = await promisify(execFile)('curl', ['-sS', '-w', '\n%{http_code}', ...args, url]);
    const [, text = '', status] = /^(.*)\n(\d{3})$/s.exec(stdout) ?? [];
    return { status: Number(status), text };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return byFetch(url, asked);
  }
}

async function byFetch(url: string, { method = 'GET', key, json, form }: Asked) {
  const fields = new FormData();
  for (const [name, value] of Object.entries(form ?? {})) {
    if (!value.startsWith('@')) fields.set(name, value);
    else fields.set(name, new File([await readFile(value.slice(1))], basename(value)));
  }
  const headers = {
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const body = json === undefined ? form && fields : await readFile(json);
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, text: await response.text() };
}

const parsed = async (asking: ReturnType<typeof curl>): Promise<Record<string, unknown>> => {
  const answer = await asking;
  expect(answer).toMatchObject({ status: 200 });
  return JSON.parse(answer.text);
};

test("curl: uploads a file, downloads results and can't cancel a completed upload", async () => {
  const { base, key } = fast;
  const uploads = `${base}/api/v1/uploads`;
  const file = join(folder, 'list.csv');
  const phones = phoneNumbers(120);
  await writeFile(file, ['Name,Phone', ...phones.map((phone) => `Ada,${phone}`), 'Bob,none'].join('\n'));

  const made = await parsed(
    curl(uploads, { method: 'POST', key, form: { file: `@${file}`, phone_column: 'Phone' } }),
  );
  expect(made).toMatchObject({ original_filename: 'list.csv', valid_row_count: 120, invalid_row_count: 1 });
  const upload = `${uploads}/${String(made['id'])}`;
  await expect
    .poll(async () => (await parsed(curl(upload, { key })))['status'], { timeout: 20_000 })
    .toBe('completed');
  expect(await parsed(curl(uploads, { key }))).toMatchObject({
    data: [{ id: made['id'] }],
    next_cursor: null,
  });

  const { download_url: link } = await parsed(curl(`${upload}/download/processed`, { key }));
  // A signed URL needs no API key.
  const { status, text } = await curl(String(link));
  expect(status).toBe(200);
  const rows = text.trim().split('\r\n');
  expect(rows).toHaveLength(122);
  expect([rows[0], rows.at(-1)]).toEqual(['Name,Phone,optimaldial_status', 'Bob,none,Invalid']);
  expect((await curl(String(link).replace(/signature=./, 'signature=x'))).status).toBe(403);

  expect((await curl(upload, { method: 'DELETE', key })).status).toBe(409);
  expect((await curl(upload)).status).toBe(401);
}, 60_000);

test('curl: sends a list as JSON and cancels it', async () => {
  const { base, key } = slow;
  const json = join(folder, 'list.json');
  const phone_numbers = phoneNumbers(100);
  await writeFile(json, JSON.stringify({ phone_numbers, filename: 'curl.csv' }));
  const made = await parsed(curl(`${base}/api/v1/uploads`, { method: 'POST', key, json }));
  expect(made).toMatchObject({
    original_filename: 'curl.csv',
    credits_charged: 100,
    status: 'ready_for_processing',
  });
  const upload = `${base}/api/v1/uploads/${String(made['id'])}`;
  const cancelled = { status: 'cancelled', credits_refunded: 100 };
  expect(await parsed(curl(upload, { method: 'DELETE', key }))).toEqual(cancelled);
  expect(await parsed(curl(upload, { key }))).toMatchObject(cancelled);
}, 60_000);
