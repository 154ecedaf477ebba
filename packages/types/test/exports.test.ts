import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as types from '@optimaldial/types';

// Exporting a new name must be a decision, even if the generator adds it.

test('exports: these values', () => {
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

test('exports: these entry points', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    exports: object;
    publishConfig: { exports: object };
  };
  expect(Object.keys(manifest.exports)).toEqual(['.', './openapi.json']);
  expect(Object.keys(manifest.publishConfig.exports)).toEqual(['.', './openapi.json']);
});
