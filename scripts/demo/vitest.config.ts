import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'demo',
    testTimeout: 30_000,
    // Tests must never use the API key of the shell that runs them.
    env: { OPTIMALDIAL_API_KEY: '' },
  },
});
