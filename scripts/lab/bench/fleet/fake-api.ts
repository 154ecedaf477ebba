import { randomUUID } from 'node:crypto';
import { createClient, type Client } from '@optimaldial/client';
import { buildUpload, createSandbox } from '@optimaldial/testing';

const template = buildUpload({ status: 'completed' });

/** A client whose requests end immediately in this process, so that the store is measured. */
export function fakeClient(): Client {
  return createClient({ apiKey: createSandbox().apiKey, baseUrl: 'http://127.0.0.1:9', fetch: respond });
}

const respond: typeof fetch = (input, init) => {
  const request = new Request(input, { ...init, body: null, signal: null });
  if (request.method === 'POST') return json({ ...template, id: randomUUID() }, 201);
  const id = /\/uploads\/([^/?]+)/.exec(request.url)?.[1];
  return json(id === undefined ? { data: [], next_cursor: null } : { ...template, id }, 200);
};

function json(body: object, status: number): Promise<Response> {
  return Promise.resolve(Response.json(body, { status }));
}
