import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@optimaldial/client';
import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import { expect, onTestFinished, test, vi } from 'vitest';

const page = new URL('../../../../docs/webhooks.md', import.meta.url);

test('docs/webhooks.md: the first receiver accepts the secret that the registration stores', async () => {
  const blocks = (await readFile(page, 'utf8')).matchAll(/^```ts\n(.*?)^```$/gms);
  const codes = [...blocks].map(([, code = '']) => code);
  const receiver = codes.find((code) => code.startsWith('// receive.ts\n'));
  const registration = codes.find((code) => code.includes('webhooks.ensure({'));

  // In this package, because the packages resolve from here.
  const folder = await mkdtemp(fileURLToPath(new URL('../../.readme-', import.meta.url)));
  const before = process.cwd();
  process.chdir(folder);
  const sandbox = createSandbox({ clock: 'manual' });
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.stubEnv('OPTIMALDIAL_API_KEY', sandbox.apiKey);
  vi.stubGlobal('fetch', sandbox.fetch);
  onTestFinished(async () => {
    print.mockRestore();
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    sandbox.close();
    process.chdir(before);
    await rm(folder, { recursive: true });
  });
  await writeFile('receive.ts', receiver ?? '');
  await writeFile('register.ts', registration ?? '');

  const { receive } = await import(`${folder}/receive.ts`);
  sandbox.route('https://crm.example', receive);
  await import(`${folder}/register.ts`);
  const { id } = await createClient().uploads.create({ phone_numbers: phoneNumbers(100) });
  await sandbox.advance('1h');
  expect(sandbox.deliveries()).toMatchObject([
    { event_type: 'upload.completed', status: 'delivered', attempt_count: 1 },
  ]);
  expect(print).toHaveBeenCalledWith(`${id} completed`);
});
