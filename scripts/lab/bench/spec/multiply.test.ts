import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inFolder } from '@optimaldial/checks/in-folder';
import { bundleSpec, specPath } from '@optimaldial/codegen/spec';
import { usesOf } from '@optimaldial/spec-tools/uses';
import { expect, test } from 'vitest';
import { multiply } from './multiply.ts';

const spec = await bundleSpec(specPath);
const count = (part: object | undefined): number => Object.keys(part ?? {}).length;
const three = multiply(spec, 3);

test('multiply: copies everything except the security schemes', () => {
  expect(count(three.paths)).toBe(3 * count(spec.paths));
  expect(count(three.webhooks)).toBe(3 * count(spec.webhooks));
  expect(count(three.components.schemas)).toBe(3 * count(spec.components.schemas));
  expect(three.components).toHaveProperty('securitySchemes.apiKey');
  const names = [...JSON.stringify(three).matchAll(/"operationId":"([^"]+)"/g)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('multiply: copies are independent and all references resolve', async () => {
  await inFolder(async (folder) => {
    await writeFile(join(folder, 'three.json'), JSON.stringify(three));
    await expect(bundleSpec(join(folder, 'three.json'))).resolves.toMatchObject({ openapi: '3.1.0' });
  });
  expect(usesOf(three)('#/components/schemas/DownloadLink2')).toEqual([
    'GET /api/v1/uploads/{upload_id}/download/original/2',
    'GET /api/v1/uploads/{upload_id}/download/processed/2',
    'GET /api/v1/uploads/{upload_id}/download/processed-filtered/2',
  ]);
});
