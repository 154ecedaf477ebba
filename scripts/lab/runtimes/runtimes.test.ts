import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { bundleProgram } from './build.ts';
import { program } from './program.ts';
import { installed, NODES, requireFile } from './programs.ts';
import { makeDelivery, programFolder } from './project.ts';
import { serveBinary, serveSandbox } from './serve.ts';

// The same scenario on every runtime, with the packed packages.

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  Bun: [installed('.bin/bun'), '--no-install'],
  // The client only needs the permission to call the server.
  Deno: [installed('.bin/deno'), 'run', '--no-prompt', '--no-remote', '--no-lock', '--allow-net=127.0.0.1'],
};
const PARTS = 'create cancel retrieve list wait download errors webhook';

const project = inject('project');
let delivery: object;
beforeAll(async () => {
  delivery = await makeDelivery(project);
});

const nodes = Object.entries(NODES);

test.for([...nodes.map(([name, node]) => [name, [node]] as const), ...Object.entries(OTHERS)])(
  '%s: client over HTTP',
  async ([, command], context) => {
    requireFile(context, command[0] ?? '');
    const server = await serveSandbox(project);
    try {
      const folder = await programFolder(project, 'over-http', { ...server, ...delivery });
      const env = { DO_NOT_TRACK: '1', DENO_NO_UPDATE_CHECK: '1', DENO_DIR: join(folder, 'deno') };
      expect((await program([...command, 'over-http.js'], folder, env)).trim()).toBe(PARTS);
      server.check();
    } finally {
      server.close();
    }
  },
);

// A Worker without compatibility flags for Node. Workers can't reach loopback by default.
const WORKERD = `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "scenario", worker = .scenario),
    (name = "internet", network = (allow = ["local"])),
  ],
);

const scenario :Workerd.Worker = (
  modules = [(name = "scenario", esModule = embed "workerd.js")],
  compatibilityDate = "2026-01-01",
);
`;

test('workerd: client over HTTP', async (context) => {
  const workerd = installed('.bin/workerd');
  requireFile(context, workerd);
  const server = await serveSandbox(project);
  try {
    const folder = await programFolder(project, 'workerd', { ...server, ...delivery });
    await bundleProgram(join(folder, 'workerd.js'));
    await writeFile(join(folder, 'config.capnp'), WORKERD);
    // It logs to stderr, and fails if the scenario does.
    await program([workerd, 'test', 'config.capnp'], folder);
    server.check();
  } finally {
    server.close();
  }
});

describe.each(nodes)('%s', (_, node) => {
  test('sandbox in process', async (context) => {
    requireFile(context, node);
    const folder = await programFolder(project, 'in-process', delivery);
    expect((await program([node, 'in-process.js'], folder)).trim()).toBe(PARTS);
  });

  test('optimaldial-mock', async (context) => {
    requireFile(context, node);
    const server = await serveBinary(node, project);
    try {
      const headers = { authorization: `Bearer ${server.apiKey}` };
      const response = await fetch(`${server.baseUrl}/api/v1/uploads`, { headers });
      expect(await response.json()).toEqual({ data: [], next_cursor: null });
    } finally {
      server.close();
    }
  });
});
