import diagnostics from 'node:diagnostics_channel';
import { onTestFinished, vi } from 'vitest';

/**
 * Observes which listeners the client has on channels of Node.js, from now until the test ends. Not by
 * `hasSubscribers`: calls of other tests in the same process can still be running.
 */
export function listenersOfTest(): ReadonlySet<unknown> {
  const listeners = new Set<unknown>();
  const { subscribe, unsubscribe } = diagnostics;
  const spies = [
    vi.spyOn(diagnostics, 'subscribe').mockImplementation((name, listener) => {
      listeners.add(listener);
      subscribe(name, listener);
    }),
    vi.spyOn(diagnostics, 'unsubscribe').mockImplementation((name, listener) => {
      listeners.delete(listener);
      return unsubscribe(name, listener);
    }),
  ];
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()));
  return listeners;
}
