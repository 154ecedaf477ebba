import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Starts the stock Prism command line on the spec, at a free port. */
export async function startStockPrism(): Promise<{ url: string; process: ChildProcess }> {
  const prism = `${root}/node_modules/@stoplight/prism-cli/dist/index.js`;
  const child = spawn(process.execPath, [prism, 'mock', '--port', '0', `${root}/spec/openapi.yaml`]);
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += String(chunk);
      const found = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`Prism ended before it listened: ${printed}`)));
  });
  return { url, process: child };
}

/** Ends a process and waits for its exit. */
export async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
}
