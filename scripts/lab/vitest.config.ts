import Summary from '@optimaldial/checks/summary';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['verbose', new Summary()],
    // Tests must never use the API key or base URL of the shell that runs them.
    env: { OPTIMALDIAL_API_KEY: '', OPTIMALDIAL_BASE_URL: '' },
    maxWorkers: 2,
    projects: [
      project(
        'unit',
        ['bench/**/*.test.ts', 'chaos/*.test.ts', 'engines/project/*.test.ts', 'site/*.test.ts'],
        60_000,
      ),
      project('browser', ['browser/*.test.ts'], 60_000, './browser/setup.ts'),
      project('runtimes', ['runtimes/**/*.test.ts'], 180_000, './runtimes/setup.ts'),
      project('receivers', ['receivers/*.test.ts'], 180_000, './engines/setup.ts'),
      project('tracing', ['tracing/*.test.ts'], 180_000, './runtimes/setup.ts'),
      project('network', ['network/*.test.ts'], 180_000, './runtimes/setup.ts'),
      project('generators', ['generators/*.test.ts'], 300_000),
      project('jobs', ['jobs/*.test.ts'], 120_000),
      project('engines', ['engines/*.test.ts', 'serverless/*.test.ts'], 900_000, './engines/setup.ts'),
      project('rehearsal', ['rehearsal/*.test.ts'], 900_000),
    ],
  },
});

function project(name: string, include: string[], testTimeout: number, globalSetup?: string) {
  return {
    extends: true as const,
    test: { name, include, testTimeout, hookTimeout: 60_000, ...(globalSetup && { globalSetup }) },
  };
}
