import * as testing from '@optimaldial/testing';
import * as fixture from '@optimaldial/testing/vitest';
import { expect, test } from 'vitest';

test('exports: have these names, because a new one is a decision', () => {
  expect(Object.keys(testing).toSorted()).toEqual([
    'MockError',
    'buildContact',
    'buildUpload',
    'buildWebhookEndpoint',
    'buildWebhookEvent',
    'createMock',
    'createSandbox',
    'deliverWebhook',
    'phoneNumbers',
    'signWebhook',
  ]);
  expect(Object.keys(fixture).toSorted()).toEqual(['test']);
});
