import { cp, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installConsumer } from '@optimaldial/checks/consumer';
import { must, root } from '@optimaldial/checks/shell';
import { inject } from 'vitest';
import { readBlock } from './page.ts';
import { FUNCTION_URL } from '../programs/function-url.ts';
import { NEXTJS } from '../programs/nextjs.ts';
import { NODE_FRAMEWORKS } from '../programs/node-frameworks.ts';
import { SHARED } from '../programs/shared.ts';
import { WORKERD } from '../programs/workerd.ts';

/** The frameworks, and the blocks of the page that they run. */
export const FRAMEWORKS = {
  Express: 'express.ts',
  Fastify: 'fastify.ts',
  Hono: 'hono.ts',
  NestJS: 'nest.ts',
  'Next.js': 'next/route.ts',
  'AWS Lambda': 'lambda.ts',
  'Cloudflare Workers': 'worker.ts',
} as const;

/** All blocks of the page that have a limit. */
export const BLOCKS: readonly string[] = [...Object.values(FRAMEWORKS), 'next/vercel-route.ts'];

/** The name of a framework. */
export type Framework = keyof typeof FRAMEWORKS;

/** The types of the platforms that invoke the block of AWS Lambda. */
const LAMBDA_HANDLERS = `
import type { ALBHandler, APIGatewayProxyHandler, APIGatewayProxyHandlerV2, LambdaFunctionURLHandler } from 'aws-lambda';
import { handler } from './lambda.ts';

export const functionUrl: LambdaFunctionURLHandler = handler;
export const httpApi: APIGatewayProxyHandlerV2 = handler;
export const restApi: APIGatewayProxyHandler = handler;
export const loadBalancer: ALBHandler = handler;
`;

type Files = Readonly<Record<string, string>>;

/** The blocks of the page, by filename. */
const blocks = (): Files => Object.fromEntries(BLOCKS.map((file) => [file, readBlock(file)]));

/** Creates a project outside the workspace that has the packed packages installed. */
export async function makeProject(): Promise<string> {
  const project = await mkdtemp(join(inject('folder'), 'receivers-'));
  await installConsumer(project, inject('packed'));
  return project;
}

/** Adds a folder with the blocks of the page and the programs that serve them. */
export async function addReceivers(project: string): Promise<string> {
  const { 'next/route.ts': route = '', 'next/vercel-route.ts': vercel = '', ...files } = blocks();
  const folder = await addFolder(project, 'receivers', {
    ...SHARED,
    ...NODE_FRAMEWORKS,
    ...NEXTJS,
    ...FUNCTION_URL,
    ...WORKERD,
    ...files,
    'next/app/optimaldial/route.ts': route,
    'next/app/vercel/route.ts': vercel,
  });
  await cp(join(folder, 'receive.ts'), join(folder, 'next/app/receive.ts'));
  await symlink(join(folder, 'node_modules'), join(folder, 'next/node_modules'), 'junction');
  return folder;
}

/** Compiles the blocks of the page, with the handlers of the page, as strictly as `tsc --strict`. */
export async function compilePage(project: string): Promise<void> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    // Next.js has no `exports`, so its projects resolve modules as bundlers do.
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'esnext',
    types: ['node'],
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  };
  const folder = await addFolder(project, 'page', {
    ...blocks(),
    'receive.ts': readBlock('receive.ts'),
    'app.module.ts': 'export class AppModule {}',
    'lambda-handlers.ts': LAMBDA_HANDLERS,
    'package.json': SHARED['package.json'] ?? '',
    'tsconfig.json': JSON.stringify({ compilerOptions }),
  });
  await must([process.execPath, `${root}node_modules/typescript/bin/tsc`, '-p', folder], folder);
}

/** Creates a folder that has the frameworks of this package. */
async function addFolder(project: string, name: string, files: Files): Promise<string> {
  const folder = join(project, name);
  await mkdir(folder);
  await symlink(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'), 'junction');
  for (const [file, code] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), code);
  }
  return folder;
}
