/**
 * Builds the packages and packs them into `tarballs/`, as they are published. The release workflow passes
 * these files to a job that only runs `npm publish`.
 *
 *   pnpm --filter @optimaldial/spec-tools release:pack
 */
import { mkdir, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { build, pack, PACKAGES } from '@optimaldial/checks/pack';
import { root } from '@optimaldial/checks/shell';

const folder = `${root}tarballs`;

// Otherwise, tarballs of older versions would be published too.
await rm(folder, { recursive: true, force: true });
await mkdir(folder);
await build();
for (const name of PACKAGES) console.log(`tarballs/${basename(await pack(name, folder))}`);
