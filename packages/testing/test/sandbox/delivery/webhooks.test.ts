import { describe, expect, test } from 'vitest';
import { call, restart, sandbox, upload, useSandbox } from '../../support/setup-sandbox.ts';

useSandbox();

describe('sandbox webhooks', () => {
  const endpoint = { url: 'https://hooks.example/in', events: ['upload.completed'] };

  test('endpoints that are not public, routed or reachable are rejected', async () => {
    for (const url of ['http://hooks.example', 'https://localhost/x', 'https://10.0.0.1', 'https://[::1]/']) {
      expect(await call('POST', '/webhooks', { url })).toMatchObject({ status: 400 });
    }
    expect((await call('POST', '/webhooks', { url: 'http://hooks.example' })).body).toEqual({
      detail: expect.stringMatching(/url must start with https:\/\/$/),
    });
    const unrouted = await call('POST', '/webhooks', endpoint);
    expect(JSON.stringify(unrouted.body)).toContain(
      'Add one with --route FROM=TO, or in code with sandbox.route(url, target)"',
    );
    sandbox.route('https://hooks.example', () => new Response(null, { status: 500 }));
    expect(await call('POST', '/webhooks', endpoint)).toMatchObject({ status: 400 });
  });

  test('a failing delivery is attempted six times on the documented schedule', async () => {
    const seen: { at: number; attempt: string | null; delivery: string | null }[] = [];
    let broken = false;
    sandbox.route('https://hooks.example', (request) => {
      const { headers } = request;
      if (broken) {
        seen.push({
          at: sandbox.now().getTime(),
          attempt: headers.get('x-optimaldial-attempt'),
          delivery: headers.get('x-optimaldial-delivery-id'),
        });
      }
      return new Response(null, { status: broken ? 500 : 204 });
    });
    const { body } = await call('POST', '/webhooks', endpoint);
    const { webhook } = body;
    broken = true;
    await upload();
    await sandbox.advance('2d');
    const [first] = seen;
    expect(seen.map(({ at }) => (at - (first?.at ?? 0)) / 60_000)).toEqual([0, 1, 6, 36, 156, 876]);
    expect(seen.map(({ attempt }) => attempt)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(new Set(seen.map(({ delivery }) => delivery)).size).toBe(1);
    const { body: log } = await call('GET', `/webhooks/${webhook.id}/deliveries`);
    expect(log).toMatchObject([{ status: 'exhausted', attempt_count: 6, last_response_status: 500 }]);
    expect(sandbox.deliveries()).toEqual(log);
  });

  test.each([
    ['http://localhost:1', /^No response: ECONNREFUSED (127\.0\.0\.1|::1):1$/],
    ['https://127.0.0.1:1', /^No response: ECONNREFUSED 127\.0\.0\.1:1$/],
    [
      () => {
        throw new TypeError('415-555-0123');
      },
      /^No response: the handler threw TypeError$/,
    ],
  ])('a delivery to %s has the reason of its failure, without anything secret', async (target, reason) => {
    sandbox.route('https://hooks.example', () => new Response());
    await call('POST', '/webhooks', endpoint);
    await upload();
    sandbox.route('https://hooks.example', target);
    await sandbox.advance('10s');
    expect(sandbox.deliveries()).toMatchObject([{ last_error: expect.stringMatching(reason) }]);
  });

  test('an endpoint is disabled after 20 consecutive failures', async () => {
    let broken = false;
    sandbox.route('https://hooks.example', () => new Response(null, { status: broken ? 500 : 204 }));
    const { body } = await call('POST', '/webhooks', endpoint);
    const { webhook } = body;
    broken = true;
    for (let made = 0; made < 4; made++) await upload();
    await sandbox.advance('3d');
    expect(await call('GET', `/webhooks/${webhook.id}`)).toMatchObject({
      body: { is_active: false, consecutive_failures: 20 },
    });
    expect(await call('PATCH', `/webhooks/${webhook.id}`, { is_active: true })).toMatchObject({
      body: { is_active: true, consecutive_failures: 0, disabled_at: null },
    });
  });

  test('a contact callback receives its event', async () => {
    restart({ contacts: true });
    const types: (string | null)[] = [];
    sandbox.route('https://crm.example', ({ headers }) => {
      types.push(headers.get('x-optimaldial-event'));
      return new Response();
    });
    const contact = {
      phone: '+14155550123',
      callback_url: 'https://crm.example/x',
      callback_secret: 's',
      idempotency_key: 'k',
    };
    const { body } = await call('POST', '/contacts', contact);
    expect((await call('POST', '/contacts', contact)).body).toEqual(body);
    expect(sandbox.credits()).toBe(9999);
    await sandbox.advance('1h');
    expect(types).toEqual(['contact.completed']);
    expect(await call('GET', '/contacts?status=completed')).toMatchObject({
      body: { data: [{ phone: '+14155550123' }] },
    });
  });
});

test('sandbox webhooks: PATCH with null removes the description', async () => {
  sandbox.route('https://hooks.example', () => new Response(null, { status: 204 }));
  const url = 'HTTPS://hooks.example/x';
  const { body } = await call('POST', '/webhooks', { url, description: 'Notifies the CRM' });
  expect(body.webhook.description).toBe('Notifies the CRM');
  const { id } = body.webhook;
  expect(await call('PATCH', `/webhooks/${id}`, { description: null })).toMatchObject({
    status: 200,
    body: { id, description: null },
  });
});
