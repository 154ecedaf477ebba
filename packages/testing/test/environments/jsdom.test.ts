// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { describeEnvironment } from './environment-tests.ts';

test('environment: is jsdom', () => {
  expect(navigator.userAgent).toContain('jsdom');
});

describeEnvironment();
