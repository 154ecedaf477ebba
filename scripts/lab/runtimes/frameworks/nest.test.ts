import { expect, test } from 'vitest';
import { requireFile } from '../programs.ts';
import { makeFolder, NODES } from './folder.ts';
import { example } from './page.ts';

const FILES = ['src/optimaldial.module.ts', 'src/leads.service.ts', 'src/leads.service.spec.ts'];

const MAIN = `
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LeadsService } from './leads.service';
import { OptimalDialModule } from './optimaldial.module';

@Module({ imports: [OptimalDialModule], providers: [LeadsService] })
class AppModule {}

async function start(): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  const phone_numbers = Array.from({ length: 100 }, (_, line) => '+14155550' + (100 + line));
  console.log('id', await app.get(LeadsService).submit(phone_numbers));
  await app.close();
}

start().catch((error: { code?: string }) => console.log('error', error.code));
`;

// The options that `nest new` writes, as far as they matter here.
const TYPESCRIPT = {
  compilerOptions: {
    module: 'nodenext',
    target: 'es2023',
    esModuleInterop: true,
    isolatedModules: true,
    emitDecoratorMetadata: true,
    experimentalDecorators: true,
    strictNullChecks: true,
    skipLibCheck: true,
    outDir: 'dist',
    types: ['node', 'jest'],
  },
};

test('NestJS 11: builds with tsc and SWC, and runs its tests with Jest', async (context) => {
  const node = NODES['Node 20.19'] ?? '';
  requireFile(context, node);
  const folder = await makeFolder('nest', {
    ...Object.fromEntries(FILES.map((file) => [file, example(file)])),
    'src/main.ts': MAIN,
    'jest.config.js': example('jest.config.js'),
    'nest-cli.json': { sourceRoot: 'src', compilerOptions: { deleteOutDir: true } },
    'tsconfig.json': TYPESCRIPT,
    'tsconfig.build.json': { extends: './tsconfig.json', exclude: ['node_modules', 'dist', '**/*.spec.ts'] },
  });
  for (const builder of ['tsc', 'swc']) {
    await folder.run(['npx', 'nest', 'build', '--builder', builder], { node, env: {} });
    expect(await folder.run(['node', 'dist/main.js'], { node })).toMatch(/^id [\da-f-]{36}$/m);
  }
  // A missing key stops the start, not the import.
  expect(await folder.run(['node', 'dist/main.js'], { node, env: {} })).toBe('error configuration\n');
  const jest = ['npx', 'jest', '--ci', '--no-cache', '--testRegex', 'spec.ts$'];
  await folder.run(jest, { node, env: {} });
});
