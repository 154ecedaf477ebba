import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, pack } from '@optimaldial/checks/pack';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder for projects, outside the workspace. */
    folder: string;
    /** Paths of the packed packages. */
    packed: string[];
  }
}

/** Packs the packages, once for all engines. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-engines-'));
  await build();
  provide('folder', folder);
  provide('packed', await Promise.all(['types', 'client', 'jobs'].map((name) => pack(name, folder))));
  return () => rm(folder, { recursive: true, maxRetries: 5 });
}
