/**
 * Bundles the package with its dependencies. Prism alone would install 143 packages, with an install script
 * for telemetry. `tsc` writes the declarations before this script runs.
 */
import { chmod, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { keepReachableDeclarations } from '@optimaldial/codegen/declarations';
import { bundleOptions } from './bundle-options.ts';
import { licenses } from './licenses.ts';

const dist = `${import.meta.dirname}/../dist`;

const { metafile } = await build({ ...bundleOptions(['index', 'cli', 'vitest']), metafile: true });
await writeFile(`${dist}/THIRD-PARTY-LICENSES.txt`, await licenses(Object.keys(metafile.inputs)));
// Some others import Prism's types, which aren't installed with this package.
await keepReachableDeclarations(dist, ['index.d.ts', 'vitest.d.ts']);
// npm makes binaries executable when it installs them; a workspace doesn't.
await chmod(`${dist}/cli.js`, 0o755);
