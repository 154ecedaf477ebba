import { format } from 'node:util';
import { afterEach, beforeEach, vi } from 'vitest';
import { scan } from './leaks.ts';

// Everything printed during a test.
const printed: string[] = [];
// The default of Node.js. Vitest raises it to 100, which takes most of the time of an error.
Error.stackTraceLimit = 10;

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

beforeEach(() => {
  printed.length = 0;
  for (const method of METHODS) {
    const print = console[method].bind(console);
    vi.spyOn(console, method).mockImplementation((...all: unknown[]) => {
      printed.push(format(...all));
      print(...all);
    });
  }
});
afterEach(() => {
  for (const text of printed) scan(text);
});
