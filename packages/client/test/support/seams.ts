import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

// Runs inside a job, before it: sends its requests to a sandbox, and kills the process at one point.
const { SANDBOX_URL = '', KILL_AT } = process.env;

/** The points at which a job can be killed. */
export const SEAMS = [
  'before the reservation',
  'after the reservation',
  'before the request',
  'after the response',
  'in the middle of writing the ID',
  'before the rename',
  'after the rename',
  'before the download',
] as const;

function reach(seam: (typeof SEAMS)[number]): void {
  if (seam === KILL_AT) process.kill(process.pid, 'SIGKILL');
}

if (SANDBOX_URL !== '') {
  const { fetch } = globalThis;
  globalThis.fetch = async (given, init) => {
    const url = given instanceof Request ? given.url : given.toString();
    const sent = () => fetch(url.replace('https://api.optimaldial.com', SANDBOX_URL), init);
    if (url.includes('/download/')) reach('before the download');
    if (init?.method !== 'POST') return sent();
    reach('before the request');
    const response = await sent();
    reach('after the response');
    return response;
  };

  const { open, writeFile, rename } = fs;
  fs.open = async (...given) => {
    // The client opens the list.
    if (given[1] !== 'wx') return open(...given);
    reach('before the reservation');
    const handle = await open(...given);
    reach('after the reservation');
    return handle;
  };
  fs.writeFile = async (path, text, options) => {
    const half = typeof text === 'string' ? text.slice(0, 9) : '';
    if (KILL_AT === 'in the middle of writing the ID') await writeFile(path, half, options);
    reach('in the middle of writing the ID');
    await writeFile(path, text, options);
  };
  fs.rename = async (...given) => {
    reach('before the rename');
    await rename(...given);
    reach('after the rename');
  };
  syncBuiltinESMExports();
}
