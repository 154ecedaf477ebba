/**
 * The main job, end to end: follows an upload to its end through the client and prints it.
 * Without an account it starts the mock on a real socket; with OPTIMALDIAL_API_KEY and an id it asks
 * the real API.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, isOptimalDialError, type Client, type Upload } from '../packages/client/src/index.ts';
import { createMock } from '../packages/testing/src/index.ts';
import { table } from './demo/table.ts';
import { progress } from './demo/progress.ts';

const ENDED: readonly string[] = [
  'completed',
  'failed',
  'cancelled',
  'validation_failed',
] satisfies Upload['status'][];
const WAITING: readonly string[] = ['pending_mapping', 'awaiting_confirmation'] satisfies Upload['status'][];
const MOCK_PAUSE_MS = 400;
const REAL_PAUSE_MS = 3000;
/** The id of the examples in the description. */
const MOCK_ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
/** Of the shape of a key; the mock asks for no more. */
const MOCK_KEY = `od_live_${'0'.repeat(32)}`;

// A package manager may hand on the `--` that it was given.
const [id] = process.argv.slice(2).filter((argument) => argument !== '--');

try {
  await (process.env['OPTIMALDIAL_API_KEY'] ? real(id) : mocked(id));
} catch (error) {
  if (!isOptimalDialError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function real(upload: string | undefined): Promise<void> {
  if (upload === undefined) {
    console.error(
      'OPTIMALDIAL_API_KEY is set: say which upload to follow, `npx -y pnpm@12 demo <upload_id>`; or unset it to see the mock.',
    );
    process.exitCode = 1;
    return;
  }
  const baseUrl = process.env['OPTIMALDIAL_BASE_URL'] || undefined;
  await follow(createClient({ baseUrl }), upload, REAL_PAUSE_MS);
}

async function mocked(upload = MOCK_ID): Promise<void> {
  const mock = createMock();
  mock
    .on('retrieveUpload')
    .script(['ready_for_processing', 'processing', 'processing', 'processing', 'completed']);
  const server = await mock.listen();
  try {
    console.log(`No OPTIMALDIAL_API_KEY: asking a mock of the API at ${server.url}\n`);
    await follow(createClient({ apiKey: MOCK_KEY, baseUrl: server.url }), upload, MOCK_PAUSE_MS);
  } finally {
    await server.close();
  }
}

async function follow(client: Client, upload: string, pauseMs: number): Promise<void> {
  const line = progress(process.stdout);
  try {
    for (;;) {
      const now = await client.uploads.retrieve(upload);
      line.show(now.status);
      const waiting = WAITING.includes(now.status);
      if (waiting || ENDED.includes(now.status)) {
        line.stop();
        console.log(`\n${table(now)}`);
        if (waiting) console.log('\nThe upload waits for a person in the web app.');
        return;
      }
      await delay(pauseMs);
    }
  } finally {
    line.stop();
  }
}
