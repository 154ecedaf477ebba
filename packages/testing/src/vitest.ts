/**
 * A sandbox for each test of vitest, as a fixture.
 *
 * @module
 */
import { test as base, type TestAPI } from 'vitest';
import { createSandbox } from './sandbox/create-sandbox.ts';
import type { Violation } from './engine/recording.ts';
import type { Sandbox, SandboxOptions } from './sandbox/types.ts';

/** What {@link test} hands to a test. */
export interface SandboxFixtures {
  /** Options of the sandbox: `test.override({ sandboxOptions: { credits: 50 } })`. Default: none. */
  sandboxOptions: SandboxOptions;
  /** A fresh sandbox. The test fails where a call or an answer of yours left the description. */
  sandbox: Sandbox;
}

/**
 * The `test` of vitest, with a fresh `sandbox` for each test that asks for one. A test that leaves the
 * description on purpose says `sandbox.reset()` at its end.
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
      `${violations.length} departures from the API's description; sandbox.reset() forgets those that are meant:\n${violations.map(written).join('\n')}`,
    );
  },
});

function written({ side, method, path, location, message }: Violation): string {
  return `  ${side} of ${method} ${path}: ${location} ${message}`;
}
