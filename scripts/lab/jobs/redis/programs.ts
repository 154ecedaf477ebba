import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { environmentOf, unpackPackage } from '../servers/debian.ts';
import { MissingProgram } from '../servers/missing-program.ts';

/** A program, and the environment that it needs. */
export interface RedisProgram {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Finds `redis-server`: the one that `REDIS_SERVER` names, else the first on the PATH, else that of Debian's
 * package, which is fetched if necessary.
 *
 * @throws MissingProgram if it can't be had
 */
export function findRedis(): RedisProgram {
  const { REDIS_SERVER: given, PATH: path = '' } = process.env;
  const installed = given ? [given] : path.split(delimiter).map((folder) => join(folder, 'redis-server'));
  const found = installed.find(isExecutable);
  if (found !== undefined) return { path: found, env: process.env };
  const advice =
    'Install it (Debian: apt-get install redis-server), or set REDIS_SERVER to the path of the program.';
  if (given) throw new MissingProgram(`REDIS_SERVER does not name a program. ${advice}`);
  try {
    const root = unpackPackage('redis-server');
    return { path: join(root, 'usr/bin/redis-server'), env: environmentOf(root) };
  } catch (cause) {
    throw new MissingProgram(`Redis is missing. ${advice}`, { cause });
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
