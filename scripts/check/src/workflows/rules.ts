import { parseYaml } from '@redocly/openapi-core';

type Fields = Readonly<Record<string, unknown>>;

interface Step {
  readonly uses: string;
  readonly run: string;
  readonly with: Fields;
}

interface Job {
  readonly name: string;
  readonly fields: Fields;
  /** Whether it may write anywhere, such as to the repository or, by its identity token, to npm. */
  readonly writes: boolean;
  /** Whether it gets the identity token that publishes. */
  readonly publishes: boolean;
  readonly steps: readonly Step[];
}

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const PINNED_IMAGE = /^docker:\/\/[^@]+@sha256:[0-9a-f]{64}$/;
const VERSION_COMMENT = /^\s*#\s*v\d+\.\d+\.\d+\s*$/;
// Whatever runs code of the repository, or of its dependencies.
const RUNS_CODE =
  /\b(npx|pnpx|pnpm|yarn|bunx?|deno|corepack|tsx|make|python3?|curl|wget|eval|source)\b|\bnode\b|\bnpm[ \t]+(?!publish\b|view\b|--version\b)\S+|(?:^|[;&|(])\s*(\.{1,2}\/\S+|(ba|z|da)?sh\b)/m;
/** A program that fetches a package, and the package that it names. */
const FETCHES =
  /\b(?:npx|pnpx|bunx|(?:pnpm|yarn)[ \t]+dlx|npm[ \t]+(?:exec|x)|(?:npm|pnpm|yarn)[ \t]+(?:global[ \t]+)?(?:install|i|add)|corepack[ \t]+(?:prepare|use))((?:[ \t]+-{1,2}[\w-]+)*)[ \t]+["']?([^\s"'-][^\s"']*)/g;
const EXACT_PACKAGE = /^(@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+([-+][\w.-]+)?$/;
const EXACT_VERSION = /^\d+\.\d+\.\d+$/;
const LONGEST_MINUTES = 60;

/**
 * Checks a workflow of GitHub Actions against the rules for what may run with which rights.
 *
 * @param text of the workflow file
 * @returns a sentence for each violation; none for a workflow that keeps every rule
 */
export function workflowViolations(text: string): string[] {
  let workflow: Fields;
  try {
    workflow = fieldsOf(parseYaml(text));
  } catch (error) {
    return [`the file is not valid YAML: ${error instanceof Error ? error.message : String(error)}`];
  }
  const jobs = Object.entries(fieldsOf(workflow['jobs'])).map(([name, job]) => readJob(name, fieldsOf(job)));
  const releases = jobs.some((job) => job.publishes);
  return [
    ...triggerFaults(workflow['on']),
    ...(isReadOnly(workflow['permissions'])
      ? []
      : ['the workflow grants permissions to every job; set `permissions: {}` and grant them in each job']),
    ...(jobs.length > 0 ? [] : ['the workflow has no jobs']),
    ...commentFaults(text),
    ...jobs.flatMap((job) =>
      [
        ...rightsFaults(job),
        ...limitFaults(job),
        ...job.steps.flatMap((step) => stepFaults(step, job)),
        ...(releases ? job.steps.flatMap(nodeFaults) : []),
      ].map((fault) => `job ${job.name}: ${fault}`),
    ),
  ];
}

/** These run with the rights of the repository on code that anyone can propose. */
function triggerFaults(on: unknown): string[] {
  const events =
    typeof on === 'string' ? [on] : Array.isArray(on) ? on.map(String) : Object.keys(fieldsOf(on));
  return ['pull_request_target', 'workflow_run', 'issue_comment']
    .filter((event) => events.includes(event))
    .map((event) => `the trigger ${event} runs with write access on foreign input`);
}

/** A commit hash isn't readable, so the version must follow as a comment. */
function commentFaults(text: string): string[] {
  return [...text.matchAll(/^[\s-]*uses:\s*["']?([^\s"'#]+@[0-9a-f]{40})["']?(.*)$/gm)]
    .filter(([, , comment = '']) => !VERSION_COMMENT.test(comment))
    .map(([, action = '']) => `${action} needs its version as a comment, such as \`# v4.2.2\``);
}

function rightsFaults({ fields, writes, publishes, steps }: Job): string[] {
  const { permissions } = fields;
  const stated = typeof permissions === 'object' && permissions !== null;
  const runs = steps.flatMap(({ run }) => RUNS_CODE.exec(run)?.[0].trim() ?? []);
  return [
    ...(stated ? [] : ['state the `permissions` of the job, as a list']),
    ...(writes ? runs.map((code) => `\`${code}\` runs code in a job that can write`) : []),
    ...(publishes && steps.some(({ uses }) => uses.startsWith('actions/checkout@'))
      ? ['a job with `id-token: write` must not check out the repository']
      : []),
  ];
}

function limitFaults({ fields }: Job): string[] {
  const minutes = fields['timeout-minutes'];
  return typeof minutes === 'number' && minutes <= LONGEST_MINUTES
    ? []
    : [`set \`timeout-minutes\`, to at most ${LONGEST_MINUTES}`];
}

function stepFaults({ uses, run, with: inputs }: Step, { writes }: Job): string[] {
  const fetched = [...run.matchAll(FETCHES)].map(([, , name = '']) => name);
  const local = uses === '' || uses.startsWith('./');
  return [
    ...(local || PINNED.test(uses) || PINNED_IMAGE.test(uses)
      ? []
      : [`pin \`${uses}\` to the full hash of a commit`]),
    ...fetched
      .filter((name) => !EXACT_PACKAGE.test(name))
      .map((name) => `\`${name}\` is not an exact version, such as pnpm@12.21.0`),
    // An expression is pasted into the script before the shell reads it.
    ...(run.includes('${{')
      ? ['pass expressions to `run` through `env`, not as `${{ … }}` in the script']
      : []),
    ...(uses.startsWith('actions/checkout@') && !writes && inputs['persist-credentials'] !== false
      ? ['check out with `persist-credentials: false`']
      : []),
  ];
}

/** Node brings npm along, so that its version is the version of what publishes. */
function nodeFaults({ uses, with: inputs }: Step): string[] {
  const version = String(inputs['node-version']);
  return !uses.startsWith('actions/setup-node@') || EXACT_VERSION.test(version)
    ? []
    : [`Node ${version} is not an exact version, in a workflow that publishes`];
}

function readJob(name: string, fields: Fields): Job {
  const { permissions, steps, uses } = fields;
  const granted = Object.entries(fieldsOf(permissions));
  const every = permissions === 'write-all';
  const writes = every || granted.some(([, right]) => right === 'write');
  const publishes = every || granted.some(([of, right]) => of === 'id-token' && right === 'write');
  const own = (Array.isArray(steps) ? steps : []).map(fieldsOf);
  // A job can be a whole workflow of another repository, which is pinned as an action is.
  const all = typeof uses === 'string' ? [...own, { uses }] : own;
  return { name, fields, writes, publishes, steps: all.map(readStep) };
}

function readStep(step: Fields): Step {
  const { uses, run } = step;
  return {
    uses: typeof uses === 'string' ? uses : '',
    run: typeof run === 'string' ? run : '',
    with: fieldsOf(step['with']),
  };
}

function isReadOnly(permissions: unknown): boolean {
  if (typeof permissions !== 'object' || permissions === null) return false;
  return Object.values(permissions).every((right) => right === 'read' || right === 'none');
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
