import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { outside } from '@optimaldial/checks/shell';
import { expect, test } from 'vitest';
import { binary, makeFolder, type Folder } from './folder.ts';
import { example } from './page.ts';

const FILES = ['lib/optimaldial.ts', 'app/uploads/[id]/route.ts'];

test('Next.js 16: builds without an API key, and serves a route that calls the API', async () => {
  const folder = await makeFolder('next', {
    ...Object.fromEntries(FILES.map((file) => [file, example(file)])),
    'next.config.js': 'module.exports = { turbopack: { root: "/" } };',
  });
  await folder.run(['npx', 'next', 'build'], { env: { NEXT_TELEMETRY_DISABLED: '1' } });
  const server = await start(folder);
  try {
    const response = await fetch(`${server.url}/uploads/${server.upload}`);
    expect(await response.json()).toEqual({ status: 'ready_for_processing' });
  } finally {
    await server.close();
  }
});

/** Starts the built application with a sandbox that has one upload. */
async function start(folder: Folder): Promise<{ url: string; upload: string; close(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    [await binary(folder.path, 'next'), 'start', '--hostname', '127.0.0.1', '--port', '0'],
    {
      cwd: folder.path,
      env: { ...outside, ...folder.sandbox, NEXT_TELEMETRY_DISABLED: '1', PRINT_UPLOAD: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let printed = '';
  for await (const line of createInterface(child.stdout)) {
    printed += `${line}\n`;
    const [, url] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(printed) ?? [];
    const [, upload] = /^upload (.+)$/m.exec(printed) ?? [];
    if (url === undefined || upload === undefined) continue;
    return {
      url,
      upload,
      async close() {
        child.kill();
        await once(child, 'exit');
      },
    };
  }
  throw new Error(`The server exited early.\n${printed}`);
}
