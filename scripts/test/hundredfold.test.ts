import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleSpec, type Spec } from '@optimaldial/codegen/spec';
import { multiply } from '../hundredfold.ts';
import { usesOf } from '@optimaldial/spec-tools/uses';

const text = await readFile(new URL('../../packages/types/openapi.json', import.meta.url), 'utf8');
const description = JSON.parse(text) as Spec;
const count = (part: object | undefined): number => Object.keys(part ?? {}).length;
const three = multiply(description, 3);

test('each copy has everything but the security schemes', () => {
  expect(count(three.paths)).toBe(3 * count(description.paths));
  expect(count(three.webhooks)).toBe(3 * count(description.webhooks));
  expect(count(three.components.schemas)).toBe(3 * count(description.components.schemas));
  expect(three.components).toHaveProperty('securitySchemes.apiKey');
  const names = [...JSON.stringify(three).matchAll(/"operationId":"([^"]+)"/g)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('no copy refers to another, and every reference leads somewhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hundredfold-'));
  try {
    await writeFile(join(folder, 'three.json'), JSON.stringify(three));
    await expect(bundleSpec(join(folder, 'three.json'))).resolves.toMatchObject({ openapi: '3.1.0' });
  } finally {
    await rm(folder, { recursive: true });
  }
  expect(usesOf(three)('#/components/schemas/DownloadLink2')).toEqual([
    'GET /api/v1/uploads/{upload_id}/download/original/2',
    'GET /api/v1/uploads/{upload_id}/download/processed/2',
    'GET /api/v1/uploads/{upload_id}/download/processed-filtered/2',
  ]);
});
