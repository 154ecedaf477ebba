import * as testing from '@optimaldial/testing';
import * as fixture from '@optimaldial/testing/vitest';
import { expect, test } from 'vitest';

test('exports: the public names are unchanged', () => {
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
