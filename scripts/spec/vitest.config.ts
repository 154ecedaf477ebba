import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'spec-tools',
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Tests must never use the API key or base URL of the shell that runs them.
    env: { OPTIMALDIAL_API_KEY: '', OPTIMALDIAL_BASE_URL: '' },
  },
});
