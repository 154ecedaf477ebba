import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'types',
    isolate: false,
    testTimeout: 30_000,
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
  },
});
