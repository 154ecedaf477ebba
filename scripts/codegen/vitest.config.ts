import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'codegen', isolate: false, testTimeout: 30_000 } });
