import { parseArgs } from 'node:util';
import { isRecord } from '../is-record.ts';
import { loopbackUrl } from '../loopback.ts';
import type { InternalListenOptions } from '../server/listen.ts';

/** Text of `--help`. */
export const USAGE = `Usage: optimaldial-mock [options]

Serves a sandbox of the OptimalDial API on this machine, or its mock.

  --sandbox        stateful account, with a dashboard at / (default)
  --mock           stateless responses from the examples of the spec. Accepts any API key
                   that starts with od_live_. Select a response with the header
                   "Prefer: example=completed" or "Prefer: code=404". Supports only --port,
                   --host and --cors
  --port N         port to listen on (default: a free one)
  --host ADDRESS   address to listen on (default: 127.0.0.1, reachable only from this machine).
                   Beyond loopback, anyone with network access can use the dashboard, and call
                   the API with the key. The dashboard opens at localhost, at IP addresses of
                   this machine and at ADDRESS. Other host names are rejected, to prevent DNS
                   rebinding
  --cors ORIGIN    origin that may call the API from a browser, such as http://localhost:3000
  --credits N      credits of the sandbox's organization (default: 10000)
  --speed N        speed of the sandbox's time, relative to real time: from 0.001 to 1000000
                   (default: 1)
  --contacts       enable the Contacts API
  --route FROM=TO  forward webhooks for a public URL to a server on loopback; repeatable:
                   https://hooks.example=http://127.0.0.1:3000
  --help           show this help`;

/** A `--route`. */
export interface Route {
  readonly from: string;
  readonly to: string;
}

/** Options of the CLI. */
export interface CliOptions {
  readonly mock: boolean;
  readonly listen: InternalListenOptions & { readonly host: string };
  readonly sandbox: {
    readonly credits: number | undefined;
    readonly speed: number;
    readonly contacts: boolean;
  };
  readonly routes: readonly Route[];
}

/**
 * Parses the command line.
 *
 * @returns `undefined` for `--help`
 * @throws Error for an unknown option or an invalid value
 */
export function parseOptions(): CliOptions | undefined {
  const values = parseValues();
  if (values.help) return undefined;
  const sandboxOption = (['sandbox', 'credits', 'speed', 'contacts', 'route'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (values.mock && sandboxOption !== undefined) {
    throw new Error(`--mock can't be combined with --${sandboxOption}. ${SEE_HELP}`);
  }
  return {
    mock: values.mock ?? false,
    listen: {
      port: parseNumber('port', values.port, 0, 65_535) ?? 0,
      host: values.host ?? '127.0.0.1',
      cors: values.cors === undefined ? undefined : parseOrigin(values.cors),
    },
    sandbox: {
      credits: parseNumber('credits', values.credits, 0, 1_000_000_000),
      speed: parseNumber('speed', values.speed, 0.001, 1_000_000) ?? 1,
      contacts: values.contacts ?? false,
    },
    routes: (values.route ?? []).map(parseRoute),
  };
}

const OPTIONS = {
  sandbox: { type: 'boolean' },
  mock: { type: 'boolean' },
  port: { type: 'string' },
  host: { type: 'string' },
  cors: { type: 'string' },
  credits: { type: 'string' },
  speed: { type: 'string' },
  contacts: { type: 'boolean' },
  route: { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

const SEE_HELP = 'Run optimaldial-mock --help.';

function parseValues(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw new Error(`${explain(error)} ${SEE_HELP}`, { cause: error });
  }
}

// Node's messages have up to three lines, and quote the option or the argument first.
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = isRecord(error) ? error['code'] : undefined;
  const [, quoted = ''] = /'(.*?)(?: <value>)?'/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `Unknown option "${quoted}".`;
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return `Unexpected argument "${quoted}".`;
  if (/does not take/.test(message)) return `${quoted} doesn't take a value.`;
  return `${quoted} requires a value that doesn't start with "-".`;
}

function parseRoute(text: string): Route {
  const [from = '', to = '', ...rest] = text.split('=');
  if (from.startsWith('https://') && loopbackUrl(to) !== undefined && rest.length === 0) return { from, to };
  throw new Error(
    `--route must be a public URL and a URL on loopback, such as https://hooks.example=http://127.0.0.1:3000, got "${text}".`,
  );
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
