import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Imports a library from the folder that the variable LIBRARIES names. */
export async function importLibrary<T>(name: string): Promise<T> {
  const { resolve } = createRequire(`${process.env['LIBRARIES'] ?? ''}/`);
  return (await import(pathToFileURL(resolve(name)).href)) as T;
}
