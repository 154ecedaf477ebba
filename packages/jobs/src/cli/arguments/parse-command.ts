import { parseArgs } from 'node:util';
import type { Decision } from '../../options.ts';
import { isRecord } from '../is-record.ts';
import { COMMAND } from './usage.ts';
import { UsageError } from '../usage-error.ts';
import type { Command, CommonOptions, RunCommand } from './command.ts';

const OPTIONS = {
  column: { type: 'string' },
  'max-credits': { type: 'string' },
  out: { type: 'string' },
  all: { type: 'string' },
  overwrite: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  key: { type: 'string' },
  'max-wait': { type: 'string' },
  sandbox: { type: 'boolean' },
  state: { type: 'string' },
  'base-url': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** Options that every command accepts. */
const COMMON: readonly string[] = ['state', 'base-url', 'json'];
const SEE_HELP = `Run ${COMMAND} --help.`;

/**
 * Parses the command line.
 *
 * @throws UsageError for an unknown command or option, or an invalid value
 */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { command: 'help' };
  if (values.version) return { command: 'version' };
  for (const [name, value] of Object.entries(values)) {
    if (value === '') throw new UsageError(`--${name} must not be empty. ${SEE_HELP}`);
  }
  const [name, ...rest] = positionals;
  if (name === undefined) throw new UsageError(`A command is missing. ${SEE_HELP}`);
  const common = {
    state: values.state ?? '.optimaldial',
    baseUrl: values['base-url'],
    json: values.json ?? false,
  };
  if (name === 'run') return { command: name, ...common, ...runOptions(values, rest) };
  if (name !== 'status' && name !== 'list' && name !== 'resolve') {
    throw new UsageError(
      `Unknown command ${JSON.stringify(name)}. Use run, status, list or resolve. ${SEE_HELP}`,
    );
  }
  const foreign = Object.keys(values).find((option) => !COMMON.includes(option));
  if (foreign !== undefined) {
    throw new UsageError(`--${foreign} is only an option of run. ${SEE_HELP}`);
  }
  if (name === 'resolve') {
    expectArguments(rest, 2, 3, RESOLVE);
    const [key = '', ...decision] = rest;
    return { command: name, ...common, key, decision: parseDecision(decision) };
  }
  expectArguments(rest, 0, name === 'status' ? 1 : 0, name === 'status' ? 'status [KEY]' : name);
  return { command: name, ...common, key: rest[0] };
}

type Parsed = ReturnType<typeof parse>;

function runOptions(
  values: Parsed['values'],
  [file = '', ...rest]: readonly string[],
): Omit<RunCommand, 'command' | keyof CommonOptions> {
  if (file === '' || rest.length > 0) throw new UsageError(`Expected ${COMMAND} run FILE. ${SEE_HELP}`);
  if (values.sandbox && values['base-url'] !== undefined) {
    throw new UsageError("--sandbox can't be combined with --base-url.");
  }
  const { column, key, out, all, yes = false, overwrite = false, sandbox = false } = values;
  return {
    file,
    column,
    key,
    out,
    all,
    yes,
    overwrite,
    sandbox,
    maxCredits: parseCount('max-credits', values['max-credits']),
    maxWait: parseCount('max-wait', values['max-wait']),
  };
}

const RESOLVE = 'resolve KEY adopt ID | resend | abandon';

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${explain(error)} ${SEE_HELP}`, { cause: error });
  }
}

// Node's messages have up to three lines, and quote the option first.
function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, quoted = ''] = /'(?:-\w, )?(.*?)(?: <value>)?'/.exec(message) ?? [];
  const code = isRecord(error) ? error['code'] : undefined;
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `Unknown option "${quoted}".`;
  if (/does not take/.test(message)) return `${quoted} doesn't take a value.`;
  return `${quoted} requires a value. If it starts with "-", write ${quoted}=VALUE.`;
}

function expectArguments(given: readonly string[], least: number, most: number, usage: string): void {
  if (given.length >= least && given.length <= most) return;
  throw new UsageError(`Expected ${COMMAND} ${usage}. ${SEE_HELP}`);
}

function parseDecision([word, id, ...rest]: readonly string[]): Decision {
  if (word === 'adopt' && id !== undefined && rest.length === 0) return { adopt: id };
  if ((word === 'resend' || word === 'abandon') && id === undefined) return word;
  throw new UsageError(`Expected ${COMMAND} ${RESOLVE}. ${SEE_HELP}`);
}

function parseCount(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} must be an integer from 0 to 999999999, got ${JSON.stringify(text)}.`);
}
