#!/usr/bin/env node
/**
 * Generates the types, the bundled spec and the response checks from spec/.
 *
 *   optimaldial-codegen            all packages
 *   optimaldial-codegen types      one package
 *   optimaldial-codegen --check    writes nothing; fails if a committed file is out of date
 */
import { parseArgs } from 'node:util';
import { generate, packageFolders, type Folders } from './generate.ts';

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = Object.keys(packageFolders);
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown package ${unknown.join(', ')}. Use ${names.join(' or ')}.`);
  process.exit(1);
}
const folders: Folders = Object.fromEntries(
  Object.entries(packageFolders).filter(([name]) => positionals.length === 0 || positionals.includes(name)),
);
const changed = await generate({ check: values.check, folders });
if (values.check && changed.length > 0) {
  console.error(`Out of date: ${changed.join(', ')}. Run \`npx -y pnpm@12 generate\` and commit the result.`);
  process.exitCode = 1;
} else {
  console.log(changed.length > 0 ? `Wrote ${changed.join(', ')}` : 'All generated files are up to date.');
}
