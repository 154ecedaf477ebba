/**
 * Runs `npx @optimaldial/jobs` on a CSV file of fictitious numbers. In a sandbox, it kills the command right
 * after the list was charged, and runs it again. With OPTIMALDIAL_API_KEY, it runs the command once on the real
 * API, with a prompt before it costs credits.
 *
 *   node scripts/demo/src/demo.ts
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inFolder } from '@optimaldial/checks/in-folder';
import { startCommand } from './command.ts';
import { numbers, writeList } from './list.ts';
import { surviveKill } from './survive-kill.ts';

const FILE = 'crm-export.csv';
const RUN = ['run', FILE, '--column', 'Phone', '--max-credits', '500', '--out', 'likely.csv'];

if (process.env['OPTIMALDIAL_API_KEY']) process.exitCode = (await onRealApi()) ?? 1;
else {
  await inFolder(async (folder) => {
    await writeList(join(folder, FILE));
    await surviveKill([...RUN, '--yes'], folder, numbers.length);
  });
}

// The command handles Ctrl-C, and this process waits for it.
async function onRealApi(): Promise<number | null> {
  // Kept, because it has the state of a paid job: another run of the demo continues it.
  process.on('SIGINT', () => undefined);
  const folder = join(tmpdir(), 'optimaldial-demo');
  await mkdir(folder, { recursive: true });
  await writeList(join(folder, FILE));
  return startCommand(RUN, folder).ended;
}
