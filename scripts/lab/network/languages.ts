import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { environmentOf, unpackPackage } from '@optimaldial/jobs-lab/debian';

/** A program with its arguments, and variables that are added to its environment. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv | undefined;
}

// Each language is the one on the PATH, or Debian's, which is unpacked into the cache of the lab.

/** Runs the tests of a folder with pytest. */
export function pytest(): Command {
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'];
  if (works('python3', ['-m', 'pytest', '--version'])) return { program: 'python3', args };
  const modules = join(unpackPackage('python3-pytest'), 'usr/lib/python3/dist-packages');
  return { program: 'python3', args, env: { PYTHONPATH: modules } };
}

/**
 * Runs the tests of a folder with `go test`.
 *
 * @param cache folder for what the compiler keeps
 */
export function goTest(cache: string): Command {
  const args = ['test', './...'];
  const env = { GOCACHE: cache, GOPATH: join(cache, 'path'), GOPROXY: 'off', CGO_ENABLED: '0' };
  if (works('go', ['version'])) return { program: 'go', args, env };
  const root = join(unpackPackage('golang-1.19-go'), 'usr/lib/go-1.19');
  return { program: join(root, 'bin/go'), args, env: { ...env, GOROOT: root } };
}

// What PHPUnit requires. Debian's packages enable it only when they are installed.
const EXTENSIONS = ['ctype', 'dom', 'mbstring', 'phar', 'tokenizer', 'xml', 'xmlwriter'];

/** Runs a test file with PHPUnit. */
export function phpunit(file: string): Command {
  if (works('phpunit', ['--version'])) return { program: 'phpunit', args: [file] };
  const root = unpackPackage('phpunit');
  const settings = [
    `extension_dir=${join(root, 'usr/lib/php/20220829')}`,
    `include_path=${join(root, 'usr/share/php')}`,
    ...EXTENSIONS.map((name) => `extension=${name}`),
  ];
  const args = ['-n', ...settings.flatMap((setting) => ['-d', setting]), join(root, 'usr/bin/phpunit'), file];
  return { program: join(root, 'usr/bin/php8.2'), args, env: environmentOf(root) };
}

function works(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
