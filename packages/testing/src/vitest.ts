/**
 * A Vitest fixture with a sandbox for each test.
 *
 * @module
 */
import { test as base, type TestAPI } from 'vitest';
import { createSandbox } from './sandbox/create-sandbox.ts';
import type { Violation } from './engine/recording.ts';
import type { Sandbox, SandboxOptions } from './sandbox/types.ts';

/** Fixtures of {@link test}. */
export interface SandboxFixtures {
  /**
   * Options of the sandbox: `test.override({ sandboxOptions: { credits: 50 } })`.
   *
   * @default {}
   */
  sandboxOptions: SandboxOptions;
  /** A new sandbox. The test fails if a request or a scripted response doesn't match the spec. */
  sandbox: Sandbox;
}

/**
 * Vitest's `test` with a new `sandbox` for each test that uses it. If a test violates the spec on purpose,
 * call `sandbox.reset()` at its end.
 */
export const test: TestAPI<SandboxFixtures> = base.extend<SandboxFixtures>({
  sandboxOptions: {},
  sandbox: async ({ sandboxOptions }, use) => {
    const sandbox = createSandbox(sandboxOptions);
    await use(sandbox);
    sandbox.close();
    const violations = sandbox.violations();
    if (violations.length === 0) return;
    throw new Error(
      `${violations.length} spec violations. If they are intended, call sandbox.reset() at the end of the test.\n${violations.map(format).join('\n')}`,
    );
  },
});

function format({ side, method, path, location, message }: Violation): string {
  return `  ${method} ${path}: ${side}: ${location} ${message}`;
}
