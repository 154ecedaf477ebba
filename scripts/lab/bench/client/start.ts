import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { inFolder } from '@optimaldial/checks/in-folder';
import { installClient } from '@optimaldial/checks/installed';
import { lowest } from '../measure/interleave.ts';
import { median } from '../measure/median.ts';
import { compared, type Report } from '../measure/report.ts';

const ROUNDS = 20;
const PEERS = ['ky', 'axios', 'stripe', 'openai'];
const KEY = `od_live_${'0'.repeat(32)}`;

/** A program that runs in a new process each time. */
interface Start {
  readonly name: string;
  readonly folder: string;
  readonly code: string;
}

/** Cold import times, each in a new process. */
export async function benchStart(): Promise<Report[]> {
  return inFolder(async (folder) => {
    await installClient(folder);
    const starts: Start[] = [
      { name: 'openapi-fetch', folder, code: `await import('openapi-fetch')` },
      { name: '@optimaldial/client', folder, code: `await import('@optimaldial/client')` },
      {
        name: '@optimaldial/client and createClient',
        folder,
        code: `(await import('@optimaldial/client')).createClient({ apiKey: '${KEY}' })`,
      },
      { name: '@optimaldial/client/webhooks', folder, code: `await import('@optimaldial/client/webhooks')` },
      ...PEERS.map((name) => ({ name, folder: import.meta.dirname, code: `await import('${name}')` })),
    ];
    const times = starts.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, start] of starts.entries()) times[index]?.push(await once(start));
    }
    const rows = starts.map(({ name }, index) => ({
      name,
      figures: { 'p10, ms': lowest(times[index] ?? []), 'median, ms': median(times[index] ?? []) },
    }));
    return [compared('cold import', rows, { '× openapi-fetch': 'openapi-fetch' }, 'p10, ms')];
  });
}

/** Milliseconds in a new process, without its startup. */
async function once({ folder, code }: Start): Promise<number> {
  const program = `const from = performance.now(); ${code}; console.log(performance.now() - from);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
  });
  return Number(stdout);
}
