import { expect, test } from 'vitest';
import { attempt, Unavailable } from '../test-runtimes/row.ts';

const trial = { runtime: 'Node 20', story: 'client over HTTP' };

test('what ran is passed, with the version that it ran on', async () => {
  const row = await attempt({ ...trial, run: () => Promise.resolve({ version: '20.20.2', size: 16.5 }) });
  expect(row).toMatchObject({ ...trial, version: '20.20.2', size: 16.5, outcome: 'passed' });
});

test('what went wrong is failed, with the first error and not the code around it', async () => {
  const printed =
    "story.js:3\n    throw new Error('x');\n\nTypeError: fetch is not a function\n    at story.js:3\n";
  const row = await attempt({ ...trial, run: () => Promise.reject(new Error(printed)) });
  expect(row).toMatchObject({ outcome: 'failed', reason: 'TypeError: fetch is not a function' });
});

test('what is not there is not run, and neither passed nor failed', async () => {
  const row = await attempt({ ...trial, run: () => Promise.reject(new Unavailable('No Chromium here.')) });
  expect(row).toMatchObject({ outcome: 'not run', reason: 'No Chromium here.' });
});
