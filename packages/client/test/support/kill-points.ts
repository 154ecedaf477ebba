import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

// Bundled into a job: sends its requests to a sandbox, and kills the process at one point.
const { SANDBOX_URL = '', KILL_AT } = process.env;

/** Points at which a job can be killed. */
export const KILL_POINTS = [
  'before the reservation',
  'after the reservation',
  'before the request',
  'after the response',
  'in the middle of writing the ID',
  'before the rename',
  'after the rename',
  'before the download',
] as const;

function killIf(killPoint: (typeof KILL_POINTS)[number]): void {
  if (killPoint === KILL_AT) process.kill(process.pid, 'SIGKILL');
}

if (SANDBOX_URL !== '') {
  const { fetch } = globalThis;
  globalThis.fetch = async (given, init) => {
    const url = given instanceof Request ? given.url : given.toString();
    const sent = () => fetch(url.replace('https://api.optimaldial.com', SANDBOX_URL), init);
    if (url.includes('/download/')) killIf('before the download');
    if (init?.method !== 'POST') return sent();
    killIf('before the request');
    const response = await sent();
    killIf('after the response');
    return response;
  };

  const { open, writeFile, rename } = fs;
  fs.open = async (...given) => {
    // The client opens the list.
    if (given[1] !== 'wx') return open(...given);
    killIf('before the reservation');
    const handle = await open(...given);
    killIf('after the reservation');
    return handle;
  };
  fs.writeFile = async (path, text, options) => {
    const half = typeof text === 'string' ? text.slice(0, 9) : '';
    if (KILL_AT === 'in the middle of writing the ID') await writeFile(path, half, options);
    killIf('in the middle of writing the ID');
    await writeFile(path, text, options);
  };
  fs.rename = async (...given) => {
    killIf('before the rename');
    await rename(...given);
    killIf('after the rename');
  };
  syncBuiltinESMExports();
}
