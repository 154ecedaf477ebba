import { rm } from 'node:fs/promises';
import { must, root } from './shell.ts';

/** The folders under `packages/` that are published. */
export const PACKAGES = ['types', 'client', 'testing', 'jobs'] as const;

/** Builds the published packages. Turbo's cache doesn't remove files of other builds, so `dist` is deleted. */
export async function build(): Promise<void> {
  for (const name of PACKAGES) await rm(`${root}packages/${name}/dist`, { recursive: true, force: true });
  await must(['turbo', 'run', 'build', '--output-logs=errors-only'], root);
}

/** Packs a built package as it is published. Returns the path of the tarball. */
export async function pack(name: string, folder: string): Promise<string> {
  const output = await must(
    ['pnpm', 'pack', '--json', '--pack-destination', folder],
    `${root}packages/${name}`,
  );
  const { filename } = JSON.parse(output.slice(output.indexOf('{'))) as { filename: string };
  return filename;
}
