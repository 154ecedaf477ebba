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
 * Starts a sandbox and fills it: uploads that are completed, in progress and failed, webhook endpoints that
 * work and that fail, a registration that failed, violations, and a client that polls.
 */
export async function startScene(): Promise<Scene> {
  const receiver = createReceiver();
  const binary = await startBinary(
    '--contacts',
    '--route',
    `https://hooks.example=${await listen(receiver)}`,
  );
  const register = (path: string): Promise<Response> =>
    binary.call('POST', '/webhooks', { url: `https://${path}` });
  await register('hooks.example/optimaldial');
  await register('hooks.example/down');
  await register('crm.example/optimaldial');
  await send(binary, 'winter-leads.csv', 240);
  const failing = await send(binary, 'trade-fair.csv', 120);
  await binary.call('POST', '/contacts', { phone: numbers[0] });
  await binary.press('fail', { id: failing });
  await binary.press('advance', { by: '1h' });
  await binary.call('GET', '/uploads?limit=500');
  await binary.call('POST', '/uploads', { phone_numbers: 'none' });
  for (let poll = 0; poll < 12; poll += 1) await binary.call('GET', `/uploads/${failing}`);
  await sendJob(binary);
  await send(binary, 'spring-leads.csv', 300);
  await binary.call('POST', '/contacts', { phone: numbers[1] });
  return {
    binary,
    async stop() {
      await binary.stop();
      stop(receiver);
    },
  };
}

/** Accepts pings. One of its endpoints fails otherwise. */
function createReceiver(): Server {
  return createServer((request, response) => {
    const isDown = request.url === '/down' && request.headers['x-optimaldial-event'] !== 'webhook.ping';
    response.writeHead(isDown ? 503 : 204).end();
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
