import { describe, expect, test } from 'vitest';
import { requireFile } from '../programs.ts';
import { makeFolder, NODES } from './folder.ts';
import { example } from './page.ts';

const TEST = example('submit.test.ts');
const TYPESCRIPT = {
  compilerOptions: {
    strict: true,
    target: 'es2022',
    module: 'commonjs',
    isolatedModules: true,
    types: ['node', 'jest'],
  },
};
const JEST = ['npx', 'jest', '--ci', '--no-cache', '--reporters', './reporter.cjs'];
const MODULES = { NODE_OPTIONS: '--experimental-vm-modules' };

// Jest reports to stderr, and a run without tests must not pass.
const REPORTER = `
module.exports = class {
  onRunComplete(_, { numPassedTests }) {
    console.log(numPassedTests + ' passed');
  }
};
`;

describe.each(['jest29', 'jest30'])('%s', (jest) => {
  const node = NODES['Node 20.19'] ?? '';

  test('ts-jest, with the packages compiled to CommonJS', async (context) => {
    requireFile(context, node);
    const folder = await makeFolder(jest, {
      'jest.config.js': example('jest.config.js'),
      'reporter.cjs': REPORTER,
      'submit.test.ts': TEST,
      'tsconfig.json': TYPESCRIPT,
    });
    expect(await folder.run(JEST, { node, env: {} })).toContain('1 passed');
  });

  test('tests that are ES modules', async (context) => {
    requireFile(context, node);
    const folder = await makeFolder(jest, {
      'package.json': { private: true, type: 'module', jest: { transform: {} } },
      'reporter.cjs': REPORTER,
      'submit.test.js': TEST,
    });
    expect(await folder.run(JEST, { node, env: MODULES })).toContain('1 passed');
  });
});

test('jest30: ts-jest on Node 24, without settings for the packages', async () => {
  const folder = await makeFolder('jest30', {
    'package.json': { private: true, jest: { preset: 'ts-jest' } },
    'reporter.cjs': REPORTER,
    'submit.test.ts': TEST,
    'tsconfig.json': TYPESCRIPT,
  });
  expect(await folder.run(JEST, { env: MODULES })).toContain('1 passed');
});
