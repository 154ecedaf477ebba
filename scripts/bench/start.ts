import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { loadPeer, peersFolder } from '../peers/load.ts';
import { inFolder } from '@optimaldial/checks/in-folder';
import { installInto } from '@optimaldial/checks/installed';
import { lowest } from './interleave.ts';
import { compared, type Table } from './table.ts';

const run = promisify(execFile);
const ROUNDS = 20;
const PEERS = ['ky', 'axios', 'stripe', 'openai'];
const KEY = `od_live_${'0'.repeat(32)}`;

/** A program that is started anew each time, and what it is called. */
interface Start {
  readonly name: string;
  readonly folder: string;
  readonly code: string;
}

/** How long it takes until a client can be used, each time in a process of its own. */
export async function benchStart(): Promise<Table[]> {
  for (const peer of PEERS) await loadPeer(peer);
  return inFolder(async (folder) => {
    await installInto(folder);
    const starts: Start[] = [
      { name: 'openapi-fetch', folder, code: `await import('openapi-fetch')` },
      { name: '@optimaldial/client', folder, code: `await import('@optimaldial/client')` },
      {
        name: '@optimaldial/client, made',
        folder,
        code: `(await import('@optimaldial/client')).createClient({ apiKey: '${KEY}' })`,
      },
      { name: '@optimaldial/client/webhooks', folder, code: `await import('@optimaldial/client/webhooks')` },
      ...PEERS.map((name) => ({ name, folder: peersFolder, code: `await import('${name}')` })),
    ];
    const times = starts.map((): number[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, start] of starts.entries()) times[index]?.push(await once(start));
    }
    const rows = starts.map(({ name }, index) => {
      const sorted = (times[index] ?? []).toSorted((a, b) => a - b);
      return {
        name,
        figures: { 'p10, ms': lowest(sorted), 'median, ms': sorted[ROUNDS >> 1] ?? Number.NaN },
      };
    });
    return [compared('cold import', rows, { '× openapi-fetch': 'openapi-fetch' }, 'p10, ms')];
  });
}

/** Milliseconds that a new process takes for it, without its own start. */
async function once({ folder, code }: Start): Promise<number> {
  const program = `const from = performance.now(); ${code}; console.log(performance.now() - from);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], { cwd: folder });
  return Number(stdout);
}
