import { must } from './must.ts';

/** The rooms under `packages/` that are published. */
export const PACKAGES = ['types', 'client', 'testing'] as const;

/** Builds what is published. */
export async function build(root: string): Promise<void> {
  await must(['turbo', 'run', 'build', '--output-logs=errors-only'], root);
}

/** Packs a built package as it is published, and gives the path of the tarball. */
export async function pack(root: string, name: string, folder: string): Promise<string> {
  const output = await must(
    ['pnpm', 'pack', '--json', '--pack-destination', folder],
    `${root}/packages/${name}`,
  );
  const { filename } = JSON.parse(output.slice(output.indexOf('{'))) as { filename: string };
  return filename;
}
