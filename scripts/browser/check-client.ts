import assert from 'node:assert/strict';
import { bundle } from '@optimaldial/checks/bundle';
import { countRows, list } from '@optimaldial/demo/list';
import { startBinary } from './binary.ts';
import { openGuarded } from './guarded-page.ts';
import { serveSite } from './site.ts';
import type { Suite } from './suite.ts';

// The whole life of an upload, as a page of somebody's would write it.
const PROGRAM = `
import { createClient } from '@optimaldial/client';
globalThis.story = async (baseUrl, apiKey, csv) => {
  const client = createClient({ baseUrl, apiKey, dangerouslyAllowBrowser: true });
  const file = new Blob([csv], { type: 'text/csv' });
  const made = await client.uploads.create({ file, phone_column: 'Phone', filename_override: 'page.csv' });
  const seen = [];
  const done = await client.uploads.wait(made.id, { onUpdate: ({ status }) => seen.push(status) });
  const original = await (await client.uploads.download(made.id, 'original')).text();
  const processed = await (await client.uploads.download(made.id, 'processed')).text();
  return { status: done.status, filename: done.original_filename, seen, original, processed };
};
globalThis.refused = async (baseUrl, apiKey) => {
  try { createClient({ baseUrl, apiKey }); } catch (error) { return error.name; }
  return 'started';
};
`;

interface Told {
  readonly status: string;
  readonly filename: string;
  readonly original: string;
  readonly processed: string;
}

/** The client, bundled for a browser, in a page of an origin that `--cors` names. */
export const checkClient: Suite = async ({ browser, tally }) => {
  const site = await serveSite(await bundle(PROGRAM, { folder: import.meta.dirname }));
  const binary = await startBinary('--cors', site.origin, '--speed', '100');
  const guarded = await openGuarded(browser, site.origin, { origins: [site.origin, binary.url] });
  const run = (name: 'story' | 'refused', csv = ''): Promise<unknown> =>
    guarded.page.evaluate(callPage, [name, binary.url, binary.apiKey, csv]);
  try {
    await tally.check(
      'client: creates from a Blob, waits and downloads in a page of the origin named',
      async () => {
        const told = (await run('story', list)) as Told;
        assert.deepEqual([told.status, told.filename], ['completed', 'page.csv']);
        assert.equal(told.original, list);
        assert.equal(countRows(told.processed), countRows(list));
      },
    );
    await tally.check('client: does not start in a browser unless told to', async () => {
      assert.equal(await run('refused'), 'ConfigurationError');
    });
    await tally.check('client: nothing on the console, no other host', () => guarded.expectQuiet());
  } finally {
    await guarded.close();
    await binary.stop();
    site.close();
  }
};

// Runs in the page.
function callPage([name = '', ...given]: string[]): unknown {
  const story = Reflect.get(globalThis, name) as (...given: string[]) => unknown;
  return story(...given);
}
