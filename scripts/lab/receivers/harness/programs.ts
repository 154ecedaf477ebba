/** Files of every project, except the blocks of the page. */
export const SHARED: Readonly<Record<string, string>> = {
  'package.json': '{ "private": true, "type": "module" }',
  // Replaces the block of the page: its secrets and results are those of the test.
  'receive.ts': `
import { createWebhookHandler } from '@optimaldial/client/webhooks';

const control = process.env.CONTROL ?? '';

export const receive = createWebhookHandler({
  async secret() {
    const secrets = await (await fetch(control)).text();
    return secrets === '' ? undefined : secrets.split(',');
  },
  on: {
    async 'upload.completed'(event) {
      const { ok } = await fetch(control, { method: 'POST', body: JSON.stringify(event) });
      if (!ok) throw new Error('The database is down.');
    },
  },
});
`,
  // Loaded first by every program: it must not outlive the test.
  'end-with-parent.js': `process.stdin.on('end', () => process.exit()).resume();`,
  'announce.js': `
export function announce(server) {
  console.log('Receiver at http://127.0.0.1:' + server.address().port);
}
`,
  'app.module.ts': `
import { Controller, Module, Post, Req, Res } from '@nestjs/common';
import { receive } from './receive.ts';

// Called without the syntax of decorators, which Node.js doesn't run. The body of this route is parsed.
class ParsedController {
  receive(request: never, response: never): Promise<void> {
    return receive.node(request, response);
  }
}
const { prototype } = ParsedController;
Controller('parsed')(ParsedController);
Post('optimaldial')(prototype, 'receive', Object.getOwnPropertyDescriptor(prototype, 'receive') ?? {});
Req()(prototype, 'receive', 0);
Res()(prototype, 'receive', 1);

export class AppModule {}
Module({ controllers: [ParsedController] })(AppModule);
`,
  'next/next.config.js':
    'module.exports = { turbopack: { root: "/" }, typescript: { ignoreBuildErrors: true } };',
  'next/package.json': '{ "private": true }',
};

/** The programs that serve the blocks, at \`/optimaldial\`. Below \`/parsed\`, the body is parsed first. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  'serve-express.js': `
import express from 'express';
import { announce } from './announce.js';
import { app } from './express.ts';

const server = express()
  .use('/parsed', express.json(), app)
  .use(app)
  .listen(0, '127.0.0.1', () => announce(server));
`,
  'serve-fastify.js': `
import { announce } from './announce.js';
import { app } from './fastify.ts';
import { receive } from './receive.ts';

app.post('/parsed/optimaldial', (request, reply) => receive.node(request.raw, reply.hijack().raw));
await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server);
`,
  'serve-hono.js': `
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { announce } from './announce.js';
import { app } from './hono.ts';

const outer = new Hono();
outer.use('/parsed/*', async (context, next) => {
  await context.req.json();
  await next();
});
outer.route('/parsed', app).route('/', app);
const server = serve({ fetch: outer.fetch, port: 0, hostname: '127.0.0.1' }, () => announce(server));
`,
  'serve-nest.js': `
import { announce } from './announce.js';
import { app } from './nest.ts';

await app.listen(0, '127.0.0.1');
announce(app.getHttpServer());
`,
  // A function URL limits the body to 6 MB, and the names of its headers are in lower case.
  'serve-lambda.js': `
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { announce } from './announce.js';
import { handler } from './lambda.ts';

const LIMIT = 6 * 1024 * 1024;

async function invoke(request, response) {
  const [, mode] = request.url.split('/');
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LIMIT) {
      response.writeHead(413, { connection: 'close' }).end('{"Message":"Request Entity Too Large"}');
      return;
    }
  }
  const text = Buffer.concat(chunks).toString(mode === 'base64' ? 'base64' : 'utf8');
  const now = new Date();
  const result = await handler({
    version: '2.0',
    routeKey: '$default',
    rawPath: request.url,
    rawQueryString: '',
    headers: request.headers,
    requestContext: {
      accountId: 'anonymous',
      apiId: 'url-id',
      domainName: 'url-id.lambda-url.eu-central-1.on.aws',
      domainPrefix: 'url-id',
      http: {
        method: request.method,
        path: request.url,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(size > 0 && { body: mode === 'parsed' ? JSON.parse(text) : text }),
    isBase64Encoded: mode === 'base64',
  });
  response.writeHead(result.statusCode, result.headers).end(result.body);
}

const server = createServer((request, response) => {
  invoke(request, response).catch((error) => {
    console.error(error);
    response.writeHead(502).end('Internal Server Error');
  });
});
server.listen(0, '127.0.0.1', () => announce(server));
`,
  'worker-with-parser.ts': `
import worker from './worker.ts';

export default {
  async fetch(request: Request): Promise<Response> {
    if (new URL(request.url).pathname.startsWith('/parsed')) await request.json();
    return worker.fetch(request);
  },
};
`,
  'serve-worker.js': `
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

// As Wrangler bundles it.
const { outputFiles } = await build({
  entryPoints: ['worker-with-parser.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  target: 'es2024',
  platform: 'browser',
  conditions: ['workerd', 'worker', 'browser'],
  external: ['node:*', 'cloudflare:*'],
});
const miniflare = new Miniflare({
  modules: [{ type: 'ESModule', path: 'worker.js', contents: outputFiles[0].text }],
  compatibilityDate: '2026-11-01',
  compatibilityFlags: ['nodejs_compat'],
  bindings: { CONTROL: process.env.CONTROL },
  // Otherwise, it's downloaded.
  cf: false,
});
console.log('Receiver at ' + (await miniflare.ready).origin);
`,
  'next/app/parsed/optimaldial/route.ts': `
import { POST as next } from '../../optimaldial/route';

export async function POST(request: Request): Promise<Response> {
  await request.json();
  return next(request);
}
`,
};
