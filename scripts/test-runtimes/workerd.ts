import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { program } from './program.ts';
import { storyFolder } from './project.ts';
import type { Trial } from './row.ts';
import { versionOf } from './runtimes.ts';
import { serveSandbox } from './sandbox-server.ts';

const PROGRAM = join(import.meta.dirname, 'node_modules/.bin/workerd');

const ENTRY = `
import { readSettings } from './settings.js';
import { story } from './story.js';

export default {
  async test() {
    console.log((await story(readSettings())).join(' '));
  },
};
`;

// A Worker without any flag for Node, and with a way to loopback, which one has not by itself.
const CONFIG = `
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "story", worker = .story),
    (name = "internet", network = (allow = ["local"])),
  ],
);

const story :Workerd.Worker = (
  modules = [(name = "story", esModule = embed "story.js")],
  compatibilityDate = "2026-01-01",
);
`;

/** Tells the story in Cloudflare's runtime. */
export function workerdTrial(project: string, delivery: object): Trial {
  return {
    runtime: 'workerd',
    story: 'client over HTTP',
    async run() {
      const version = await versionOf(PROGRAM, project);
      const folder = await storyFolder(project, 'workerd', {});
      const server = await serveSandbox(project);
      try {
        const { code, size } = await bundle(project, ENTRY, { ...server, ...delivery });
        await writeFile(join(folder, 'story.js'), code);
        await writeFile(join(folder, 'config.capnp'), CONFIG);
        await program([PROGRAM, 'test', 'config.capnp'], folder);
        server.check();
        return { version, size };
      } finally {
        server.close();
      }
    },
  };
}
