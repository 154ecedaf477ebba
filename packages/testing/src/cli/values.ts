import { parseArgs } from 'node:util';
import { isRecord } from '../is-record.ts';

const OPTIONS = {
  sandbox: { type: 'boolean' },
  mock: { type: 'boolean' },
  port: { type: 'string' },
  host: { type: 'string' },
  cors: { type: 'string' },
  credits: { type: 'string' },
  speed: { type: 'string' },
  seed: { type: 'string' },
  key: { type: 'string' },
  clock: { type: 'string' },
  data: { type: 'string' },
  contacts: { type: 'boolean' },
  route: { type: 'string', multiple: true },
  'exit-with-parent': { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The options that `--mock` doesn't support. */
export const SANDBOX_OPTIONS = [
  'sandbox',
  'seed',
  'key',
  'clock',
  'data',
  'credits',
  'speed',
  'contacts',
  'route',
] as const;

const ALL_OPTIONS = Object.keys(OPTIONS)
  .map((name) => `--${name}`)
  .join(', ');

/** Ends a message about options. */
export const SEE_HELP = 'Run optimaldial-mock --help.';

/**
 * Splits the command line into options.
 *
 * @throws Error for an unknown option or a missing value
 */
export function parseValues(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
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
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
    return `Unknown option "${quoted}". The options are ${ALL_OPTIONS}.`;
  if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') return `Unexpected argument "${quoted}".`;
  if (/does not take/.test(message)) return `${quoted} doesn't take a value.`;
  return `${quoted} requires a value that doesn't start with "-".`;
}
