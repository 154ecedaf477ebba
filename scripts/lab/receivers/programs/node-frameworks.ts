/** Serves the blocks of Express, Fastify, Hono and NestJS. Below `/parsed`, the body is parsed first. */
export const NODE_FRAMEWORKS: Readonly<Record<string, string>> = {
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
import { NestFactory } from '@nestjs/core';
import { announce } from './announce.js';
import { AppModule } from './app.module.ts';
import { app } from './nest.ts';

const other = await NestFactory.create(AppModule, { rawBody: true });
await other.init();
app.use('/raw', other.getHttpAdapter().getInstance());
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer());
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
};
