import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

/** Calls of the file system that a test replaces. */
type Calls = Partial<Pick<typeof fs, 'link' | 'lstat' | 'open' | 'readdir' | 'readFile' | 'rename' | 'rm'>>;

/** Replaces calls of `node:fs/promises` until the test ends, also in modules that have already imported them. */
export function replaceCalls(replace: (real: Readonly<Required<Calls>>) => Calls): void {
  const { link, lstat, open, readdir, readFile, rename, rm } = fs;
  const real = { link, lstat, open, readdir, readFile, rename, rm };
  apply(replace(real));
  onTestFinished(() => apply(real));
}

function apply(calls: Calls): void {
  Object.assign(fs, calls);
  syncBuiltinESMExports();
}
