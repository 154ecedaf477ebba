import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as types from '@optimaldial/types';

// A new name is a decision, also if the generator adds it.

test('exports: have these values', () => {
  expect(Object.keys(types).toSorted()).toEqual([
    'contactStatusValues',
    'serverUrl',
    'specVersion',
    'uploadSourceValues',
    'uploadStatusValues',
    'webhookDeliveryStatusValues',
    'webhookEventTypeValues',
  ]);
});

test('exports: have these entry points', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    exports: object;
    publishConfig: { exports: object };
  };
  expect(Object.keys(manifest.exports)).toEqual(['.', './openapi.json']);
  expect(Object.keys(manifest.publishConfig.exports)).toEqual(['.', './openapi.json']);
});
