import { connect, type Socket } from 'node:net';
import {
  createSandbox,
  type ListenOptions,
  type RunningServer,
  type Sandbox,
  type SandboxOptions,
} from '@optimaldial/testing';
import { afterAll, beforeAll } from 'vitest';

/** The server of the test file, and its sandbox. */
export let server: RunningServer;
export let serverSandbox: Sandbox;

/** Serves one sandbox over HTTP for all tests of the file. */
export function useServer(options: SandboxOptions = {}, listenOptions: ListenOptions = {}): void {
  beforeAll(async () => {
    serverSandbox = createSandbox(options);
    server = await serverSandbox.listen(listenOptions);
    // The first request loads the engine.
    await responds();
  }, 30_000);
  afterAll(async () => {
    await server.close();
    serverSandbox.close();
  });
}

/** The headers of an authorized request. */
export const auth = (): Record<string, string> => ({ authorization: `Bearer ${serverSandbox.apiKey}` });

/** Whether the server still responds. */
export async function responds(): Promise<boolean> {
  return (await fetch(`${server.url}/api/v1/uploads`, { headers: auth() })).ok;
}

/** Opens a connection to the server. */
export function open(): Socket {
  const { hostname, port } = new URL(server.url);
  return connect(Number(port), hostname);
}

/** Sends raw bytes, and returns the response when the server closes the connection. */
export async function sendRaw(...pieces: string[]): Promise<string> {
  const socket = open();
  for (const piece of pieces) socket.write(piece);
  let text = '';
  for await (const piece of socket) text += String(piece);
  return text;
}

/** The head of a request. */
export const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n\r\n`;

/** The header of an authorized request. */
export const key = (): string => `Authorization: Bearer ${serverSandbox.apiKey}`;

/** The status of a raw response. */
export const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
