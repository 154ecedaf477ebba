import { verifyWebhook } from '@optimaldial/client/webhooks';
import { expect, test } from 'vitest';
import { list, setUpJobs } from '../support/setup-jobs.ts';

test('wake: accepts the events that the API delivers', async () => {
  const { jobs, client, sandbox } = setUpJobs({
    sandbox: { clock: 'manual', processing: { queued: '1m', takes: '1m' } },
  });
  let secret = '';
  const woken: unknown[] = [];
  sandbox.route('https://crm.example', async (request) => {
    if (request.headers.get('x-optimaldial-event') === 'webhook.ping') return new Response();
    const { job, isDuplicate } = await jobs.wake(await verifyWebhook(request, secret, { tolerance: 1e15 }));
    woken.push([job?.key, isDuplicate]);
    return new Response();
  });
  const endpoint = await client.webhooks.create({ url: 'https://crm.example/hook' });
  secret = endpoint.secret;
  await jobs.add('crm', list);
  await jobs.sweep({ list: () => list });
  await sandbox.advance('5m');
  expect(woken).toEqual([['crm', false]]);
  // The store's clock hasn't moved, so the job is due only because of the event.
  expect(await jobs.sweep()).toMatchObject({ advanced: 1, done: 1 });
});
