import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener, Server } from 'node:http';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WebhookTarget } from '@optimaldial/testing';
import { listen, serve } from '../support/listen.ts';

type Handler = (request: Request) => Response | Promise<Response>;

/** The modules of docs/webhooks.md, by filename. */
interface Documented {
  'next/route.ts': { POST: Handler };
  'hono.ts': { app: { fetch: Handler } };
  'worker.ts': { default: { fetch: Handler } };
  'node.ts': { server: Server };
  'express.ts': { app: RequestListener };
  'lambda.ts': { handler(event: object): Promise<{ statusCode: number }> };
}

/** The receivers that docs/webhooks.md shows, except those whose frameworks aren't installed here. */
export async function importReceivers(): Promise<{
  receivers: readonly (readonly [name: string, start: () => Promise<WebhookTarget>])[];
  remove: () => Promise<void>;
}> {
  const guide = await readFile(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8');
  // Inside the package, so that imports resolve as for a user.
  const folder = await mkdtemp(fileURLToPath(new URL('../../.receivers-', import.meta.url)));
  for (const [, code = '', name = ''] of guide.matchAll(/^```ts\n(\/\/ (\S+\.ts)\n.*?)^```$/gms)) {
    await mkdir(dirname(`${folder}/${name}`), { recursive: true });
    await writeFile(`${folder}/${name}`, code);
  }
  // Without a name, because it replaces the one above.
  const [, fromEnvironment = ''] =
    /^```ts\n((?:(?!^```).)*process\.env\['OPTIMALDIAL_WEBHOOK_SECRETS'\].*?)^```$/ms.exec(guide) ?? [];
  await writeFile(`${folder}/receive.ts`, fromEnvironment);
  const load = <Name extends keyof Documented>(name: Name): Promise<Documented[Name]> =>
    import(`${folder}/${name}`);
  const { handler } = await load('lambda.ts');
  return {
    receivers: [
      ['Next.js', async () => (await load('next/route.ts')).POST],
      ['Hono', async () => (await load('hono.ts')).app.fetch],
      ['Cloudflare Workers', async () => (await load('worker.ts')).default.fetch],
      ['node:http', async () => `http://127.0.0.1:${await listen((await load('node.ts')).server)}`],
      ['Express', async () => serve((await load('express.ts')).app)],
      [
        'AWS Lambda',
        async () => async (request) => {
          const { statusCode } = await handler(await lambdaEvent(request));
          return new Response(null, { status: statusCode });
        },
      ],
    ],
    remove: () => rm(folder, { recursive: true }),
  };
}

/** The event that AWS Lambda gets for a request. */
async function lambdaEvent(request: Request): Promise<object> {
  const bytes = Buffer.from(await request.arrayBuffer());
  // API Gateway uses both encodings.
  const isBase64Encoded = bytes.length % 2 === 0;
  const headers = Object.fromEntries(request.headers);
  return {
    requestContext: { http: { method: request.method } },
    headers,
    body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  };
}
