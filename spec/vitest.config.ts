import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'spec', isolate: false, testTimeout: 30_000 } });
