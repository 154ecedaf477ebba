import { beforeAll, describe, expect, test } from 'vitest';
import { readFiles, readJson } from './code/page.ts';
import { compile, makeFolder, makeProject } from './code/project.ts';

// The engines need servers, so their code is only compiled.

let project: string;
beforeAll(async () => {
  project = await makeProject();
}, 300_000);

const { 'store.ts': store = '' } = readFiles('serverless', 'Cloudflare Workers');
const WORKERS = { types: ['@cloudflare/workers-types'], lib: ['esnext'] };

/** For each engine: more files, options of the compiler, and a mistake that only its types find. */
const ENGINES = [
  ['Temporal', {}, {}, ['nextRetryDelay: ', 'retryDelay: ']],
  ['Inngest', {}, {}, ['retries: 20', 'retries: 21']],
  ['Cloudflare Workflows', { 'store.ts': store }, WORKERS, ["delay: '1 minute'", "delay: 'soon'"]],
  ['AWS Step Functions', {}, {}, ['{ key, again: ', '{ key, wait: ']],
] as const;

describe.concurrent.each(ENGINES)('%s', (engine, more, options, [right, wrong]) => {
  const files = { ...readFiles('workflow-engines', engine), ...more };

  test('the code of the page compiles', async () => {
    await compile(await makeFolder(project, files), options);
  });

  test('the code of the page is compiled with the types of the engine', async () => {
    const changed = Object.entries(files).map(([name, code]) => [name, code.replace(right, wrong)]);
    const folder = await makeFolder(project, Object.fromEntries(changed) as Record<string, string>);
    await expect(compile(folder, options)).rejects.toThrow(/error TS\d+/);
  });
});

test('AWS Step Functions: every state of the machine is defined and used', () => {
  const machine = readJson('workflow-engines', 'AWS Step Functions') as {
    StartAt: string;
    States: Record<string, { Next?: string; Default?: string; Choices?: { Next: string }[] }>;
  };
  const targets = Object.values(machine.States).flatMap(({ Next, Default, Choices = [] }) => [
    Next,
    Default,
    ...Choices.map((choice) => choice.Next),
  ]);
  const used = [machine.StartAt, ...targets].filter((target) => target !== undefined);
  expect([...new Set(used)].toSorted()).toEqual(Object.keys(machine.States).toSorted());
});
