import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { at, spec, type Json } from './spec.ts';

// The webhook examples must match what OptimalDial documents about deliveries.

/** Delays between the six attempts of a delivery, in minutes. */
const DELAYS = [1, 5, 30, 120, 720];
const MINUTE = 60_000;

const secret = String(
  at(
    spec.paths,
    '/api/v1/webhooks',
    'post',
    'responses',
    '200',
    'content',
    'application/json',
    'examples',
    'created',
    'value',
  )['secret'],
);

/** The example of a header for an event: its own, or the one that all events share. */
function headerOf(parameters: readonly Json[], header: string, name: string): unknown {
  const found = parameters.find((parameter) => parameter['name'] === header);
  return found?.['example'] ?? at(found, 'examples', name)['value'];
}

const events = Object.entries(spec.webhooks ?? {}).map(([type]) => {
  const operation = at(spec.webhooks, type, 'post');
  const name = type.replace('.', '_');
  const body = at(operation, 'requestBody', 'content', 'application/json', 'examples', name, 'value');
  const parameters = (operation['parameters'] as unknown[]).map((parameter) => at(parameter));
  return { type, name, operation, body, header: (one: string) => headerOf(parameters, one, name) };
});

describe.each(events)('$type', ({ type, operation, body, header }) => {
  test('headers: repeat the type and ID of the body', () => {
    expect(header('X-OptimalDial-Event')).toBe(body['type']);
    expect(header('X-OptimalDial-Event')).toBe(type);
    expect(header('X-OptimalDial-Event-Id')).toBe(body['id']);
  });

  test('headers: the signature verifies with the example secret at the time of the first attempt', () => {
    const timestamp = header('X-OptimalDial-Timestamp');
    const signed = createHmac('sha256', secret).update(`${String(timestamp)}.${JSON.stringify(body)}`);
    expect(header('X-OptimalDial-Signature')).toBe(`t=${String(timestamp)},v1=${signed.digest('hex')}`);
    expect(header('X-OptimalDial-Attempt')).toBe(1);
    const late = Number(timestamp) * 1000 - Date.parse(String(body['created_at']));
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(MINUTE);
  });

  test('headers: name the sender', () => {
    expect(header('User-Agent')).toBe('OptimalDial-Webhooks/1.0');
  });

  test('security: none, because receivers verify the signature', () => {
    expect(operation['security']).toEqual([]);
  });

  test('responses: state the retry schedule, except for a ping', () => {
    const words = JSON.stringify(operation['responses']);
    if (type === 'webhook.ping') expect(words).not.toMatch(/\d+ (min|h)\b/);
    else expect(words).toContain('Retried after 1 min, 5 min, 30 min, 2 h and 12 h');
  });
});

const deliveries = at(
  spec.paths,
  '/api/v1/webhooks/{webhook_id}/deliveries',
  'get',
  'responses',
  '200',
  'content',
  'application/json',
  'examples',
  'deliveries',
)['value'] as Json[];

test.each(deliveries)('delivery $id: follows the retry schedule', (delivery) => {
  const [created, last, next, delivered] = ['created_at', 'last_attempt_at', 'next_retry_at', 'delivered_at']
    .map((field) => delivery[field])
    .map((time) => (typeof time === 'string' ? Date.parse(time) : undefined));
  const attempts = Number(delivery['attempt_count']);
  const waited = DELAYS.slice(0, attempts - 1).reduce((sum, minutes) => sum + minutes, 0);
  expect(Math.floor((Number(last) - Number(created)) / MINUTE)).toBe(waited);
  if (delivery['status'] === 'delivered') {
    expect(delivered).toBeGreaterThanOrEqual(Number(last));
    return;
  }
  expect(delivered).toBeUndefined();
  expect(Number(next) - Number(last)).toBe(Number(DELAYS[attempts - 1]) * MINUTE);
});
