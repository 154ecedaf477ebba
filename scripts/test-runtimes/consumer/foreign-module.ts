import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Loads a package of those that the suite has installed apart. Its folder is in FOREIGN_MODULES. */
export async function foreign<T>(name: string): Promise<T> {
  const { resolve } = createRequire(`${process.env['FOREIGN_MODULES'] ?? ''}/`);
  return (await import(pathToFileURL(resolve(name)).href)) as T;
}
