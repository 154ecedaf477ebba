import { readFile } from 'node:fs/promises';
import { must, outside } from '@optimaldial/checks/shell';
import { createSandbox } from '@optimaldial/testing';
import { expect, onTestFinished, test } from 'vitest';
import { generatedSize, makeFolder } from './folder.ts';
import { section, tableRow, untested, versionOf } from './page.ts';
import type { Results } from './scenario.ts';

interface Generator {
  readonly heading: string;
  /** Which of the examples of the section. */
  readonly example?: number;
  /** The compiler options of the page that the generated code doesn't compile with. */
  readonly without?: readonly string[];
  readonly skipLibCheck?: true;
}

/** By the names in the table of the page. The generated files are imported by `clients/`. */
const GENERATORS: Readonly<Record<string, Generator>> = {
  'hey-api': { heading: 'hey-api', without: ['exactOptionalPropertyTypes'] },
  'orval (fetch)': { heading: 'orval', example: 0 },
  'orval (axios)': { heading: 'orval', example: 1 },
  'openapi-zod-client': { heading: 'openapi-zod-client', skipLibCheck: true },
  'swagger-typescript-api': { heading: 'swagger-typescript-api' },
  'typed-openapi': { heading: 'typed-openapi', without: ['erasableSyntaxOnly'] },
};

test.each(Object.entries(GENERATORS))(
  '%s: generates a client that compiles and works',
  async (name, { heading, example = 0, without = [], skipLibCheck = false }) => {
    const { commands, blocks, installed } = section('generators.md', heading);
    expect(installed.map((one) => one.replace(/(?!^)@.*/, ''))).toContain(commands[0]?.[0]);
    expect(untested([...installed, ...section('generators.md', 'Setup').installed])).toEqual([]);
    const code = blocks('ts')[example] ?? '';
    const adapter = name.replace(/ \((\w+)\)/, '-$1');
    const [config = ''] = blocks('js');
    const folder = await makeFolder({
      'example.ts': code,
      'main.ts': await readFile(`${import.meta.dirname}/clients/${adapter}.ts`, 'utf8'),
      'tsconfig.json': tsconfig({ skipLibCheck }, without),
      ...(config && { 'orval.config.js': config }),
    });
    onTestFinished(folder.remove);
    for (const command of commands) await folder.npx(command);
    expect(await generatedSize(folder.path)).toBeLessThan(200_000);
    await folder.npx(['tsc', '-p', '.']);

    const received: (string | null)[] = [];
    const sandbox = createSandbox({ contacts: true });
    onTestFinished(() => sandbox.close());
    sandbox.route('https://crm.example', (request) => {
      received.push(request.headers.get('x-optimaldial-event'));
      return new Response();
    });
    await using server = await sandbox.listen();
    const printed = await must([process.execPath, 'main.js'], folder.path, {
      ...outside,
      OPTIMALDIAL_BASE_URL: server.url,
      OPTIMALDIAL_API_KEY: sandbox.apiKey,
    });
    const results = JSON.parse(printed) as Results;

    expect(results).toEqual({
      numbers: ['numbers.csv', 'ready_for_processing', 100],
      file: ['file.csv', 100, 1],
      retrieve: [true, 'ready_for_processing'],
      list: [['file.csv'], ['numbers.csv']],
      errors: [
        { status: 404, body: { detail: 'Upload not found' } },
        { status: 422, body: { detail: expect.any(String) as string } },
      ],
      contacts: ['+14155550123', 'queued', true],
      webhooks: ['https://crm.example/optimaldial', true],
    });
    expect(received).toEqual(['webhook.ping']);
    expect(sandbox.uploads()).toHaveLength(2);
    expect(sandbox.violations()).toEqual([]);
    const operations = Object.fromEntries(Object.keys(results).map((key) => [key, 'yes']));
    expect(tableRow(name)).toEqual({
      ...operations,
      ...(code.includes('createFromFile') && { file: 'by hand' }),
      generator: name,
      version: versionOf(commands[0]?.[0]),
    });
  },
);

/** The settings of the page. */
function tsconfig(more: object, without: readonly string[]): string {
  const [code = ''] = section('generators.md', 'Setup').blocks('json');
  const { compilerOptions } = JSON.parse(code) as { compilerOptions: object };
  const kept = Object.entries(compilerOptions).filter(([name]) => !without.includes(name));
  return JSON.stringify({
    compilerOptions: { ...Object.fromEntries(kept), ...more, moduleDetection: 'force' },
    files: ['main.ts'],
  });
}
