import {
  buildContact,
  buildUpload,
  buildWebhookEndpoint,
  buildWebhookEvent,
  createMock,
  deliverWebhook,
} from '@optimaldial/testing';
import { contactStatusValues, uploadStatusValues, type WebhookEvent } from '@optimaldial/types';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { eventSchema, schemaErrors } from '../support/spec-schema.ts';

describe('buildUpload', () => {
  test.each(uploadStatusValues)('with status %s matches the spec', (status) => {
    const upload = buildUpload({ status });
    expect(upload.status).toBe(status);
    expect(schemaErrors('Upload', upload)).toEqual([]);
  });

  test('is completed by default and keeps the given fields', () => {
    const fields = { original_filename: 'mine.csv', credits_charged: 3, valid_row_count: 4 };
    expect(buildUpload(fields)).toMatchObject({ status: 'completed', ...fields });
  });

  test('derives credits from valid rows if the status has any', () => {
    const { credits_required, credits_charged, credits_refunded } = buildUpload({ valid_row_count: 7 });
    expect([credits_required, credits_charged, credits_refunded]).toEqual([7, 7, null]);
    const cancelled = buildUpload({ status: 'cancelled', valid_row_count: 7 });
    expect(cancelled.credits_refunded).toBe(7);
    const failed = buildUpload({ status: 'validation_failed', valid_row_count: 7 });
    expect([failed.credits_required, failed.credits_charged]).toEqual([null, null]);
  });

  test('has no API key when the source is web', () => {
    expect(buildUpload({ source: 'web' }).api_key_id).toBeNull();
    expect(buildUpload().api_key_id).toEqual(expect.any(String));
  });

  test('returns an independent copy', () => {
    Object.assign(buildContact().properties, { changed: true });
    expect(buildContact().properties).not.toHaveProperty('changed');
  });

  test('can be the response of a mock rule', async () => {
    const mock = createMock();
    const upload = buildUpload({ status: 'failed', error_message: 'No luck' });
    mock.on('retrieveUpload').reply(200, upload);
    const response = await mock.fetch(`https://api.optimaldial.com/api/v1/uploads/${upload.id}`, {
      headers: { authorization: 'Bearer od_live_x' },
    });
    expect(await response.json()).toEqual(upload);
    expect(mock.violations()).toEqual([]);
  });
});

test.each(contactStatusValues)('buildContact: with status %s matches the spec', (status) => {
  const contact = buildContact({ status });
  expect(schemaErrors('Contact', contact)).toEqual([]);
  expect(contact.optimaldial_status === null).toBe(status !== 'completed');
});

test('buildWebhookEndpoint: matches the spec', () => {
  const endpoint = buildWebhookEndpoint({ events: ['upload.created'] });
  expect(endpoint.events).toEqual(['upload.created']);
  expect(schemaErrors('WebhookEndpoint', endpoint)).toEqual([]);
});

describe('buildWebhookEvent', () => {
  const types: WebhookEvent['type'][] = [
    'upload.created',
    'upload.completed',
    'upload.failed',
    'webhook.ping',
    'contact.completed',
    'contact.failed',
  ];
  test.each(types)('%s matches the spec', (type) => {
    const event = buildWebhookEvent(type);
    expect(event.type).toBe(type);
    expect(schemaErrors(eventSchema(type), event)).toEqual([]);
  });

  test('accepts nested overrides and is typed by its event type', () => {
    const event = buildWebhookEvent('upload.completed', { data: { upload: { valid_row_count: 5 } } });
    expect(event.data.upload.valid_row_count).toBe(5);
    expect(event.data.upload.downloads.processed).toContain('https://');
    expectTypeOf(event.type).toEqualTypeOf<'upload.completed'>();
    // @ts-expect-error: no such field
    buildWebhookEvent('webhook.ping', { data: { upload: {} } });
  });

  test('is delivered unchanged', async () => {
    const event = buildWebhookEvent('webhook.ping', { id: 'evt_mine' });
    const bodies: unknown[] = [];
    await deliverWebhook(
      async (request) => {
        bodies.push(await request.json());
        return new Response(null, { status: 204 });
      },
      event,
      'secret',
    );
    expect(bodies).toEqual([event]);
  });
});

test('builders: an undefined field keeps its default', () => {
  expect(buildUpload({ status: undefined, id: undefined, valid_row_count: undefined })).toEqual(
    buildUpload(),
  );
  expect(buildContact({ status: undefined, phone: undefined })).toEqual(buildContact());
  expect(buildWebhookEndpoint({ url: undefined })).toEqual(buildWebhookEndpoint());
  const event = buildWebhookEvent('upload.failed', { data: { error_message: undefined } });
  expect(event).toEqual(buildWebhookEvent('upload.failed'));
});
