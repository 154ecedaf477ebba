import { createServer, type Server } from 'node:http';
import { createClient } from '@optimaldial/client';
import { listen, stop } from '@optimaldial/checks/loopback';
import { numbers } from '@optimaldial/demo/list';
import { createJobs, memoryStore } from '@optimaldial/jobs';
import { startBinary, type Binary } from './sandbox-binary.ts';

/** A sandbox with data in every part of its dashboard. */
export interface Scene {
  readonly binary: Binary;
  stop(): Promise<void>;
}

/**
 * Starts a sandbox with a manual clock, and fills it: uploads that are completed, in progress and failed,
 * webhook endpoints that work, fail and are disabled, a registration that failed, violations, and a client
 * that polls.
 *
 * @param options.isComplete whether to add contacts and a job. @default true
 */
export async function startScene({ isComplete = true }: { isComplete?: boolean } = {}): Promise<Scene> {
  const receiver = createReceiver();
  const route = `https://hooks.example=${await listen(receiver)}`;
  const binary = await startBinary(
    '--clock',
    'manual',
    ...(isComplete ? ['--contacts'] : []),
    '--route',
    route,
  );
  const register = (url: string, events?: readonly string[]): Promise<Response> =>
    binary.call('POST', '/webhooks', { url, ...(events && { events }) });
  await register('https://hooks.example/optimaldial');
  await register('https://hooks.example/down');
  await register('https://hooks.example/gone', ['upload.created', 'upload.completed', 'upload.failed']);
  await register('https://crm.example/optimaldial');
  await send(binary, 'winter-leads.csv', 240);
  const failing = await send(binary, 'trade-fair.csv', 120);
  if (isComplete) await binary.call('POST', '/contacts', { phone: numbers[0] });
  await binary.press('fail', { id: failing });
  await binary.press('advance', { by: '1d' });
  await binary.call('GET', '/uploads?limit=500');
  await binary.call('POST', '/uploads', { phone_numbers: 'none' });
  for (let poll = 0; poll < 12; poll += 1) await binary.call('GET', `/uploads/${failing}`);
  await send(binary, 'summer-leads.csv', 180);
  await binary.press('advance', { by: '30s' });
  if (isComplete) await sendJob(binary);
  await binary.press('advance', { by: '3s' });
  await send(binary, 'spring-leads.csv', 300);
  if (isComplete) await binary.call('POST', '/contacts', { phone: numbers[1] });
  await binary.press('advance', { by: '4s' });
  return {
    binary,
    async stop() {
      await binary.stop();
      stop(receiver);
    },
  };
}

const STATUSES: Readonly<Record<string, number>> = { '/down': 503, '/gone': 410 };

/** Accepts pings, and events at other paths than those. */
function createReceiver(): Server {
  return createServer((request, response) => {
    const isPing = request.headers['x-optimaldial-event'] === 'webhook.ping';
    response.writeHead((isPing ? undefined : STATUSES[request.url ?? '']) ?? 204).end();
  });
}

async function send(binary: Binary, filename: string, count: number): Promise<string> {
  const phone_numbers = [...numbers.slice(0, count), 'unknown'];
  await binary.call('POST', '/uploads', { filename, phone_numbers });
  const { uploads } = await binary.state();
  return uploads[0]?.id ?? '';
}

async function sendJob(binary: Binary): Promise<void> {
  const client = createClient({ apiKey: binary.apiKey, baseUrl: binary.url });
  const jobs = createJobs({ client, store: memoryStore() });
  await jobs.advance(
    'autumn',
    { phone_numbers: numbers.slice(0, 150), filename: 'autumn.csv' },
    { slice: 1 },
  );
}
