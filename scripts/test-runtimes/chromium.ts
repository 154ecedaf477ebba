import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from '../browser/find-chromium.ts';
import { listen, stop } from '@optimaldial/checks/loopback';
import { bundle } from './bundle.ts';
import { program } from './program.ts';
import { Unavailable, type Trial } from './row.ts';
import { serveSandbox } from './sandbox-server.ts';

// The page tells by itself how it went.
const ENTRY = `
import { readSettings } from './settings.js';
import { story } from './story.js';

const result = await story(readSettings()).then((parts) => parts.join(' '), (error) => 'Error: ' + error);
await fetch('/result', { method: 'POST', body: result });
`;

/** Tells the story in a page of a headless Chromium, across origins. */
export function chromiumTrial(project: string, delivery: object): Trial {
  return {
    runtime: 'Chromium',
    story: 'client over HTTP',
    async run() {
      const file = chromium();
      const version = (await program([file, '--version'], project)).replaceAll(/[^\d.]+/g, ' ').trim();
      return { version: version.split(' ')[0] ?? '', size: await tellInPage(file, project, delivery) };
    },
  };
}

async function tellInPage(file: string, project: string, delivery: object): Promise<number> {
  const told = Promise.withResolvers<string>();
  let code = '';
  const page = createServer((request, response) => {
    if (request.url === '/story.js') response.setHeader('content-type', 'text/javascript').end(code);
    else if (request.url === '/result') void text(request).then(told.resolve, told.reject);
    else {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><script type="module" src="/story.js"></script>');
    }
  });
  const origin = await listen(page);
  const server = await serveSandbox(project, origin);
  const ending = new AbortController();
  try {
    const { code: bundled, size } = await bundle(project, ENTRY, { ...server, ...delivery });
    code = bundled;
    const profile = `--user-data-dir=${join(project, 'chromium-profile')}`;
    const browser = program(
      [file, '--headless', ...CHROMIUM_FLAGS, profile, '--remote-debugging-port=0', origin],
      project,
      ending,
    );
    const ended = browser.then((printed) => `Error: Chromium ended before the story did. ${printed}`);
    const result = await Promise.race([told.promise, ended]);
    ended.catch(() => undefined);
    if (result.startsWith('Error')) throw new Error(result);
    server.check();
    return size;
  } finally {
    ending.abort();
    server.close();
    stop(page);
  }
}

function chromium(): string {
  const found = findChromium();
  if (found === undefined) throw new Unavailable(NO_CHROMIUM);
  return found;
}

async function text(request: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of request.setEncoding('utf8')) all += String(chunk);
  return all;
}
