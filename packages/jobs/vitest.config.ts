import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'jobs',
    // The test files of a worker share modules, because loading the engine of the sandbox takes a second.
    isolate: false,
    // Timeouts find hanging tests. They must not fail on a slow machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Tests must never use the API key or base URL of the shell that runs them.
    env: { OPTIMALDIAL_API_KEY: '', OPTIMALDIAL_BASE_URL: '' },
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
  },
});
