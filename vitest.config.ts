import { defineConfig } from 'vitest/config';

const project = (name: string, root: string, setupFiles: string[] = []) => ({
  test: {
    name,
    root,
    include: ['test/**/*.test.ts'],
    setupFiles,
    // No test is about speed: a machine that is busy must not fail one.
    testTimeout: 30_000,
    // No test may reach an account or spend its credits by way of the shell that runs it.
    env: { OPTIMALDIAL_API_KEY: '' },
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
  },
});

export default defineConfig({
  test: {
    projects: [
      project('spec', 'spec'),
      project('types', 'packages/types'),
      project('client', 'packages/client', [
        `${import.meta.dirname}/packages/client/test/support/leaks.setup.ts`,
      ]),
      project('testing', 'packages/testing'),
      project('scripts', 'scripts'),
    ],
    // More than there are cores: many tests wait, for timers, sockets and programs that they start.
    maxWorkers: 3,
    reporters: ['default', './scripts/tally.ts'],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      exclude: ['**/generated/**'],
    },
  },
});
