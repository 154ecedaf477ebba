import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, pack, PACKAGES } from '@optimaldial/checks/pack';
import type { TestProject } from 'vitest/node';
import { makeProject } from './project.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of an npm project that has the packed packages installed. */
    project: string;
    /** Paths of the packed packages. */
    tarballs: string[];
  }
}

/** Packs the packages and installs them in a project outside the workspace, once for all test files. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-runtimes-'));
  const project = join(folder, 'project');
  await build();
  const tarballs = await Promise.all(PACKAGES.map((name) => pack(name, folder)));
  await makeProject(project, tarballs);
  provide('project', project);
  provide('tarballs', tarballs);
  return () => rm(folder, { recursive: true, maxRetries: 5 });
}
