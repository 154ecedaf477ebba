import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createMock } from '@optimaldial/testing';
import { progress } from '../src/progress.ts';

const script = fileURLToPath(new URL('../src/demo.ts', import.meta.url));
const id = '8a3b9c2d-4e5f-4a6b-9c7d-8e9f0a1b2c08';
const key = `od_live_${'s3cret-K'.repeat(4)}`;

/** Runs the demo in a pipe and returns its exit code and output. */
async function demo(args: readonly string[], env: Record<string, string> = {}) {
  const child = promisify(execFile)(process.execPath, [script, ...args], {
    env: { ...process.env, OPTIMALDIAL_API_KEY: '', ...env },
  });
  return child.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
}

test('demo: imports a list in a sandbox without an API key', async () => {
  const { code, stdout, stderr } = await demo([]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    /\nUploaded crm-export\.csv as [\da-f-]{36}: 300 credits\.\n {2}ready_for_processing\n/,
  );
  expect(stdout).toMatch(/\n {2}webhook upload\.completed: signature verified\n/);
  expect(stdout).toMatch(
    /\n {2}completed\n {2}downloading\n\nvalid numbers +300\nlikely to answer +98 .* 33 %\n/,
  );
}, 30_000);

test('demo: follows an upload of the real API when given a key and an ID', async () => {
  const mock = createMock();
  mock.on('retrieveUpload').example('pending_mapping');
  await using server = await mock.listen();
  const { code, stderr } = await demo([id], { OPTIMALDIAL_API_KEY: key, OPTIMALDIAL_BASE_URL: server.url });
  expect(code).toBe(1);
  expect(stderr).toContain(id);
  expect(stderr).toContain('Continue it in the OptimalDial web app');
  expect(mock.requests('retrieveUpload')).toHaveLength(2);
  expect(mock.requests()).toHaveLength(2);
}, 30_000);

test('demo: prints errors in one line and exits with 1', async () => {
  const mock = createMock();
  mock.on('retrieveUpload').example('invalid_key');
  const server = await mock.listen();
  const withKey = { OPTIMALDIAL_API_KEY: key, OPTIMALDIAL_BASE_URL: server.url };
  const refused = await demo([id], withKey);
  await server.close();
  const outcomes: [Awaited<ReturnType<typeof demo>>, RegExp][] = [
    [refused, /returned 401: .* Check the API key/],
    // Another program may be using the port by now.
    [await demo([id], withKey), /failed to connect to port \d+ \(ECONNREFUSED\)|received no response/],
    [await demo(['upload-1'], withKey), /`upload_id` must be a UUID/],
    [await demo([id]), /Set OPTIMALDIAL_API_KEY to follow/],
    // Without a terminal it doesn't prompt, so nothing is sent or charged.
    [await demo([], withKey), /Nothing was sent\. Run .* to follow/],
    [await demo([id], { OPTIMALDIAL_API_KEY: 'nonsense' }), /The API key is malformed/],
  ];
  for (const [{ code, stderr }, message] of outcomes) {
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('s3cret-K');
  }
}, 60_000);

test('progress: updates one line with a bar in a terminal', () => {
  let written = '';
  const line = progress({ isTTY: true, write: (text) => (written += text) });
  line.show('processing', 0.5);
  line.show('completed', 1);
  line.stop();
  line.stop();
  const lines = stripVTControlCharacters(written).replaceAll('\r', '').trim().split('\n');
  expect(lines).toEqual([expect.stringMatching(/^✓ █{24} completed {2}0\.\d s$/)]);
});
