import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { phoneNumbers } from '@optimaldial/testing';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { bundleProgram } from './build.ts';
import { program } from './program.ts';
import { installed, NODES, requireFile } from './programs.ts';
import { programFolder } from './project.ts';
import { serveBinary, type Server } from './serve.ts';

// Stores and jobs on every runtime, with the packed packages.

const project = inject('project');
let server: Server;
beforeAll(async () => {
  server = await serveBinary(process.execPath, project, '--speed', '100000');
});
afterAll(() => server.close());

const nodes = Object.entries(NODES).map(([name, node]) => [name, [node]] as const);
// Deno lets the program call the server, and use files in its folder. `saveDownload` reads the host name,
// and checking that a folder is writable reads the user.
const DENO = ['run', '--no-prompt', '--no-remote', '--no-lock'];
const ALLOWED = [
  '--allow-net=127.0.0.1',
  '--allow-read=.',
  '--allow-write=.',
  '--allow-sys=hostname,uid,gid',
];
const OTHERS: readonly (readonly [string, readonly string[]])[] = [
  ['Bun', [installed('.bin/bun'), '--no-install']],
  ['Deno', [installed('.bin/deno'), ...DENO, ...ALLOWED]],
];

test.for([...nodes, ...OTHERS])(
  '%s: stores pass their contract, and a job that runs twice is sent once',
  async ([, command], context) => {
    requireFile(context, command[0] ?? '');
    const folder = await programFolder(project, 'jobs', server);
    const env = { DO_NOT_TRACK: '1', DENO_NO_UPDATE_CHECK: '1', DENO_DIR: join(folder, 'deno') };
    expect((await program([...command, 'jobs.js'], folder, env)).trim()).toBe('memory file jobs');
    server.check();
  },
);

test.for(nodes)('%s: the command sends a list once, and saves its results', async ([, command], context) => {
  requireFile(context, command[0] ?? '');
  const folder = await mkdtemp(join(project, 'command-'));
  const rows = phoneNumbers(100).map((phone, row) => `Lead ${row},${phone}\n`);
  await writeFile(join(folder, 'crm.csv'), `Name,Phone\n${rows.join('')}`);
  const bin = join(project, 'node_modules/@optimaldial/jobs/dist/cli.js');
  const options = ['--column', 'Phone', '--yes', '--all', 'all.csv', '--json'];
  const env = { OPTIMALDIAL_API_KEY: server.apiKey, OPTIMALDIAL_BASE_URL: server.baseUrl };
  const run = async (): Promise<unknown> =>
    JSON.parse(await program([...command, bin, 'run', 'crm.csv', ...options], folder, env));
  const first = await run();
  expect(first).toMatchObject({ state: 'done', upload: { credits_charged: 100 } });
  expect(await run()).toEqual(first);
  expect((await readFile(join(folder, 'all.csv'), 'utf8')).trim().split('\n')).toHaveLength(101);
  server.check();
});

// The modules that save files import modules of Node, although a Worker doesn't call them. Workers can't reach
// loopback by default.
const WORKERD = `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "jobs", worker = .jobs),
    (name = "internet", network = (allow = ["local"])),
  ],
);

const jobs :Workerd.Worker = (
  modules = [(name = "jobs", esModule = embed "jobs-workerd.js")],
  compatibilityDate = "2026-01-01",
  compatibilityFlags = ["nodejs_compat"],
);
`;

test('workerd: a job that runs twice is sent once', async (context) => {
  const workerd = installed('.bin/workerd');
  requireFile(context, workerd);
  const folder = await programFolder(project, 'jobs-workerd', server);
  await bundleProgram(join(folder, 'jobs-workerd.js'), ['node:*']);
  await writeFile(join(folder, 'config.capnp'), WORKERD);
  await program([workerd, 'test', 'config.capnp'], folder);
  server.check();
});
