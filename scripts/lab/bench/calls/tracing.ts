import { writeFile } from 'node:fs/promises';
import { tracingChannel } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '@optimaldial/checks/bundle';
import { inFolder } from '@optimaldial/checks/in-folder';
import type * as Package from '@optimaldial/client';
import { interleave, type Contestant } from '../measure/interleave.ts';
import { compared, type Report } from '../measure/report.ts';
import { upload } from './contestants.ts';

const ROUNDS = { rounds: 60, calls: 1000, inFlight: 1 };
const ignore = (): void => undefined;
const PLAIN = 'without channels (build for browsers)';

/** The cost of the tracing channels in one `uploads.retrieve`, without and with listeners. */
export async function benchTracing(fetch: () => Promise<Response>): Promise<Report> {
  return inFolder(async (folder) => {
    const load = async (
      name: string,
      platform: 'browser' | 'node',
      channels = 'optimaldial',
    ): Promise<Contestant> => {
      const text = await bundle(`export { createClient } from '@optimaldial/client'`, {
        platform,
        minify: true,
      });
      const file = join(folder, `${platform}-${channels}.mjs`);
      await writeFile(file, text.replaceAll('`optimaldial:', `\`${channels}:`));
      const { createClient } = (await import(pathToFileURL(file).href)) as typeof Package;
      const client = createClient({ apiKey: `od_live_${'0'.repeat(32)}`, fetch });
      return { name, call: () => client.uploads.retrieve(upload.id) };
    };
    const listeners = { start: ignore, end: ignore, asyncStart: ignore, asyncEnd: ignore, error: ignore };
    // Channels of their own, so that the other contestants have no listeners.
    for (const name of ['call', 'attempt']) tracingChannel(`bench:${name}`).subscribe(listeners);
    const contestants = [
      await load(PLAIN, 'browser'),
      await load('no listener', 'node'),
      await load('a listener for every event', 'node', 'bench'),
    ];
    const figures = await interleave(contestants, ROUNDS);
    const rows = figures.map(({ name, microseconds }) => ({ name, figures: { µs: microseconds } }));
    return compared('tracing channels, one retrieve, stubbed fetch', rows, { '× without': PLAIN }, 'µs');
  });
}
