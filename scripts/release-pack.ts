/**
 * Builds the packages and packs them into `tarballs/`, as they are published. The release workflow hands
 * these files to a job that runs only `npm publish`.
 *
 *   node scripts/release-pack.ts
 */
import { mkdir, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, pack, PACKAGES } from './check-pack/pack.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}tarballs`;

// A tarball of an older version would be published as well.
await rm(folder, { recursive: true, force: true });
await mkdir(folder);
await build(root);
for (const name of PACKAGES) console.log(`tarballs/${basename(await pack(root, name, folder))}`);
