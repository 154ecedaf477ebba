import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MissingProgram } from './missing-program.ts';

const CACHE = join(import.meta.dirname, '../../node_modules/.cache/debian');

/**
 * Unpacks a package of Debian, with the packages that it needs and this machine lacks, into a folder of the lab.
 *
 * Unpacking is more robust than installing: it needs no root, waits for no lock, starts no service, creates no
 * cluster, and upgrades nothing. Only `apt-get` and `dpkg` are required.
 *
 * @returns the folder with `usr/bin`, `usr/lib`, …
 * @throws MissingProgram if the package can't be fetched
 */
export function unpackPackage(name: string): string {
  const target = join(CACHE, name);
  if (existsSync(target)) return target;
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, 'unpack-'));
  const root = join(work, 'root');
  try {
    download(name, work);
    for (const file of readdirSync(work).filter((entry) => entry.endsWith('.deb'))) {
      execFileSync('dpkg', ['-x', join(work, file), root]);
    }
    // Another process may have been faster.
    if (!existsSync(target)) renameSync(root, target);
  } catch (cause) {
    if (!existsSync(target)) throw new MissingProgram(`apt-get could not fetch ${name}.`, { cause });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return target;
}

/** Environment in which programs of an unpacked package find their libraries. */
export function environmentOf(root: string): NodeJS.ProcessEnv {
  const lib = join(root, 'usr/lib');
  // Such as `x86_64-linux-gnu`.
  const folders = existsSync(lib) ? readdirSync(lib).filter((entry) => entry.endsWith('-linux-gnu')) : [];
  const { LD_LIBRARY_PATH: others = '' } = process.env;
  const path = [...folders.map((folder) => join(lib, folder)), ...(others ? [others] : [])].join(':');
  return { ...process.env, LD_LIBRARY_PATH: path };
}

function download(name: string, folder: string): void {
  try {
    downloadWith([], name, folder);
  } catch {
    // The lists of packages are missing or outdated. New ones are kept apart, so that no root is needed.
    const lists = join(folder, 'lists');
    mkdirSync(join(lists, 'partial'), { recursive: true });
    const options = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${folder}`];
    aptGet([...options, 'update'], folder);
    downloadWith(options, name, folder);
  }
}

function downloadWith(options: readonly string[], name: string, folder: string): void {
  const plan = aptGet([...options, '-s', 'install', '--no-install-recommends', name], folder);
  // `Inst name (version …)`. An upgrade also names the installed version: `Inst name [version] (version …)`.
  const missing = Array.from(plan.matchAll(/^Inst (\S+) \(/gm), ([, found = '']) => found);
  aptGet([...options, 'download', ...missing], folder);
}

function aptGet(args: readonly string[], cwd: string): string {
  const options = ['-qq', '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=root'];
  return execFileSync('apt-get', [...options, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
