import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Client, WebhookEndpoint, WebhookEvent } from '@optimaldial/client';

type Handler = (request: Request) => Response | Promise<Response>;
type Listener = (request: never, response: never) => unknown;
/** Handles one request of Fastify. */
export type FastifyHandler = (
  request: { body: Buffer | undefined; headers: IncomingHttpHeaders },
  reply: { code(status: number): { send(): unknown } },
) => Promise<unknown>;

/** The modules of docs/webhooks.md, by filename. */
export interface Documented {
  'receive.ts': { readonly inbox: Map<string, WebhookEvent>; readonly MAX_BYTES: number };
  'route.ts': { POST: Handler };
  'hono.ts': { app: { fetch: Handler } };
  'node.ts': { server: Server };
  'express.ts': { app: Listener };
  'fastify.ts': { optimaldial(app: object): Promise<void> };
  'lambda.ts': { handler(event: object): Promise<{ statusCode: number }> };
  'rotate.ts': {
    addSecret(client: Client, old: WebhookEndpoint, store: (secret: string) => Promise<void>): Promise<void>;
    removeEndpoint(client: Client, old: WebhookEndpoint): Promise<boolean>;
  };
}

/** Imports the modules that docs/webhooks.md shows. */
export async function importDocumented(): Promise<{
  load: <Name extends keyof Documented>(name: Name) => Promise<Documented[Name]>;
  remove: () => Promise<void>;
}> {
  const guide = await readFile(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8');
  // Inside the package, so that imports resolve as for a user.
  const folder = await mkdtemp(fileURLToPath(new URL('../../.receivers-', import.meta.url)));
  for (const [, code = '', name = ''] of guide.matchAll(/^```ts\n(\/\/ (\S+\.ts)\n.*?)^```$/gms)) {
    await writeFile(`${folder}/${name}`, code);
  }
  return {
    load: (name) => import(`${folder}/${name}`),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** The event that AWS Lambda gets for a request. */
export async function lambdaEvent(request: Request): Promise<object> {
  const bytes = Buffer.from(await request.arrayBuffer());
  // API Gateway uses both encodings.
  const isBase64Encoded = bytes.length % 2 === 0;
  const headers = Object.fromEntries(request.headers);
  return { body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'), isBase64Encoded, headers };
}
