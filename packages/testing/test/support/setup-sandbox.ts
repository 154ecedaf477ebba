import { createSandbox, phoneNumbers, type Sandbox, type SandboxOptions } from '@optimaldial/testing';
import { afterEach, beforeEach, expect } from 'vitest';

/** The API of the spec. */
export const api = 'https://api.optimaldial.com/api/v1';

/** The numbers of {@link upload}. */
export const phones: readonly string[] = phoneNumbers(120);

/** A response with its parsed body. */
export interface ParsedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

/** Sends a request to a sandbox as any HTTP client would. */
export async function send(
  { fetch, apiKey }: Pick<Sandbox, 'fetch' | 'apiKey'>,
  method: string,
  path: string,
  body?: object,
): Promise<ParsedResponse> {
  const isForm = body instanceof FormData;
  const response = await fetch(api + path, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(isForm || !body ? {} : { 'content-type': 'application/json' }),
    },
    body: isForm ? body : body ? JSON.stringify(body) : null,
  });
  const text = await response.text();
  const { status, headers } = response;
  const isJson = headers.get('content-type') === 'application/json' && text !== '';
  return { status, headers, body: isJson ? JSON.parse(text) : text };
}

/** The sandbox of the running test. */
export let sandbox: Sandbox;

/** Replaces the sandbox of the running test. */
export function restart(options: SandboxOptions = {}): void {
  sandbox = createSandbox({ clock: 'manual', ...options });
}

/** Gives each test of the file a sandbox. */
export function useSandbox(options: SandboxOptions = {}): void {
  beforeEach(() => restart(options));
  afterEach(() => sandbox.close());
}

/** Sends a request to the sandbox of the running test. */
export function call(method: string, path: string, body?: object, key?: string): Promise<ParsedResponse> {
  return send({ fetch: sandbox.fetch, apiKey: key ?? sandbox.apiKey }, method, path, body);
}

/** Creates an upload and returns its ID. */
export async function upload(list: object = { phone_numbers: phones }): Promise<string> {
  const { status, body } = await call('POST', '/uploads', list);
  expect(status).toBe(200);
  return body.id;
}

/** A form with a CSV file. */
export function csv(text: string, name = 'list.csv', column = 'Phone'): FormData {
  const form = new FormData();
  form.append('file', new File([text], name));
  form.append('phone_column', column);
  return form;
}
