import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import openapi from '@optimaldial/types/openapi.json' with { type: 'json' };
import * as door from '@optimaldial/types';

const enums = Object.entries(openapi.components.schemas).flatMap(([name, schema]) =>
  'enum' in schema ? [[name, schema.enum] as const] : [],
);
const valuesName = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}Values`;
const exported: Record<string, unknown> = { ...door };

test('at run time the door has the values of every enum, the server and the version, and nothing else', () => {
  expect(Object.keys(exported).toSorted()).toEqual(
    [...enums.map(([name]) => valuesName(name)), 'serverUrl', 'specVersion'].toSorted(),
  );
});

test.each(enums)('the values of %s are those of the description, in its order', (name, values) => {
  expect(exported[valuesName(name)]).toEqual(values);
});

test('the version of the description stands in the code, in openapi.json and in the manifest', async () => {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  expect(door.specVersion).toBe(openapi.info.version);
  expect(manifest.optimaldial).toEqual({ 'openapi-version': openapi.info.version });
});

test('the server is the one of the description', () => {
  expect(door.serverUrl).toBe(openapi.servers[0]?.url);
});
