import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import openapi from '@optimaldial/types/openapi.json' with { type: 'json' };
import * as types from '@optimaldial/types';

const enums = Object.entries(openapi.components.schemas).flatMap(([name, schema]) =>
  'enum' in schema ? [[name, schema.enum] as const] : [],
);
const valuesName = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}Values`;
const exported: Record<string, unknown> = { ...types };

test('runtime exports: the values of every enum, the server URL and the spec version', () => {
  expect(Object.keys(exported).toSorted()).toEqual(
    [...enums.map(([name]) => valuesName(name)), 'serverUrl', 'specVersion'].toSorted(),
  );
});

test.each(enums)('%s: exports the values of the spec, in its order', (name, values) => {
  expect(exported[valuesName(name)]).toEqual(values);
});

test('specVersion: matches openapi.json and package.json', async () => {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  expect(types.specVersion).toBe(openapi.info.version);
  expect(manifest.optimaldial).toEqual({ 'openapi-version': openapi.info.version });
});

test('serverUrl: matches openapi.json', () => {
  expect(types.serverUrl).toBe(openapi.servers[0]?.url);
});
