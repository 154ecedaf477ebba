import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { loopbackUrl } from '../loopback.ts';
import type { InternalListenOptions } from '../server/listen.ts';
import { parseValues, SANDBOX_OPTIONS, SEE_HELP } from './values.ts';

/** A `--route`. */
export interface Route {
  readonly from: string;
  readonly to: string;
}

/** Options of the CLI. */
export interface CliOptions {
  readonly mock: boolean;
  /** Whether to stop when stdin is closed. */
  readonly exitWithParent: boolean;
  readonly listen: InternalListenOptions & { readonly host: string };
  readonly sandbox: {
    readonly credits: number | undefined;
    readonly speed: number | undefined;
    readonly contacts: boolean;
    readonly clock: 'running' | 'manual';
    readonly seed: number | undefined;
  };
  /** `undefined` for one that depends on the seed. */
  readonly key: string | undefined;
  /** Path of the file that keeps the account. */
  readonly data: string | undefined;
  readonly routes: readonly Route[];
}

/**
 * Parses the command line.
 *
 * @returns `help` or `version` if only that is printed
 * @throws Error for an unknown option or an invalid value
 */
export function parseOptions(): CliOptions | 'help' | 'version' {
  const values = parseValues();
  if (values.help) return 'help';
  if (values.version) return 'version';
  const sandboxOption = SANDBOX_OPTIONS.find((name) => values[name] !== undefined);
  if (values.mock && sandboxOption !== undefined) {
    throw new Error(`--mock can't be combined with --${sandboxOption}. ${SEE_HELP}`);
  }
  const clock = parseClock(values.clock);
  if (clock === 'manual' && values.speed !== undefined) {
    throw new Error(`--speed can't be combined with --clock manual. ${SEE_HELP}`);
  }
  return {
    mock: values.mock ?? false,
    exitWithParent: values['exit-with-parent'] ?? false,
    listen: {
      port: parseNumber('port', values.port, 0, 65_535) ?? 0,
      host: values.host ?? '127.0.0.1',
      cors: values.cors === undefined ? undefined : parseOrigin(values.cors),
    },
    sandbox: {
      credits: parseNumber('credits', values.credits, 0, 1_000_000_000),
      speed: parseNumber('speed', values.speed, 0.001, 1_000_000),
      contacts: values.contacts ?? false,
      clock,
      seed: parseNumber('seed', values.seed, 0, 2 ** 32 - 1),
    },
    data: values.data === undefined ? undefined : parseData(values.data),
    key: values.key === undefined ? undefined : parseKey(values.key),
    routes: (values.route ?? []).map(parseRoute),
  };
}

function parseRoute(text: string): Route {
  const [from = '', to = '', ...rest] = text.split('=');
  if (from.startsWith('https://') && loopbackUrl(to) !== undefined && rest.length === 0) return { from, to };
  throw new Error(
    `--route must be a public URL and a URL on loopback, such as https://hooks.example=http://127.0.0.1:3000, got "${text}".`,
  );
}

function parseClock(text = 'real'): 'running' | 'manual' {
  if (text === 'manual') return text;
  if (text === 'real') return 'running';
  throw new Error(`--clock must be real or manual, got "${text}".`);
}

// The message doesn't contain the key: it could be a real one.
function parseKey(text: string): string {
  if (/^od_live_[\w-]{32}$/.test(text)) return text;
  throw new Error('--key must be od_live_ followed by 32 letters, digits, "-" or "_".');
}

function parseData(text: string): string {
  // A symbolic link would be replaced by a file, and be locked apart from the file that it refers to.
  if (text !== '') return existsSync(text) ? realpathSync(text) : resolve(text);
  throw new Error('--data must be the path of a file, got an empty string.');
}

function parseNumber(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const isAllowed = name === 'speed' || Number.isInteger(value);
  if (text.trim() !== '' && isAllowed && value >= min && value <= max) return value;
  const kind = name === 'speed' ? 'a number' : 'an integer';
  throw new Error(`--${name} must be ${kind} from ${min} to ${max}, got "${text}".`);
}

function parseOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new Error(`--cors must be an origin, such as http://localhost:3000, got "${text}".`);
}
