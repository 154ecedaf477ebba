import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { root } from '../src/shell.ts';
import { workflowViolations } from '../src/workflows/rules.ts';

const folder = `${root}.github/workflows`;

const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2';
const SOUND = `
on: { push: { branches: [main] } }
permissions: {}
jobs:
  build:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    permissions:
      contents: read
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0
        with:
          node-version: 24.21.0
      - run: npx -y pnpm@12.21.0 install --frozen-lockfile
  publish:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      id-token: write
    steps:
      - run: npm publish ./a.tgz
`;

const PUBLISH = '      - run: npm publish ./a.tgz';

test('workflowViolations: finds nothing in a workflow that keeps every rule', () => {
  expect(workflowViolations(SOUND)).toEqual([]);
});

test.each([
  ['an action pinned to a tag', CHECKOUT, 'actions/checkout@v4', /build: pin `actions\/checkout@v4`/],
  ['an action pinned to a short hash', CHECKOUT, 'actions/checkout@11bd719 # v4.2.2', /pin `.+@11bd719`/],
  ['an image without a digest', CHECKOUT, 'docker://node:24', /pin `docker:\/\/node:24`/],
  ['a hash without its version', ' # v4.2.2', '', /checkout@\S+ needs its version as a comment/],
  ['a hash with a vague version', '# v4.2.2', '# v4', /needs its version as a comment/],
  [
    'another workflow pinned to a branch',
    '    steps:\n      - run: npm publish ./a.tgz',
    '    uses: some/repository/.github/workflows/publish.yml@main',
    /publish: pin `some\/repository/,
  ],
  [
    'an install in a job that publishes',
    PUBLISH,
    '      - run: npm ci',
    /`npm ci` runs code in a job that can/,
  ],
  ['a test in a job that publishes', PUBLISH, '      - run: pnpm test', /`pnpm` runs code in a job that can/],
  ['a script in a job that publishes', PUBLISH, '      - run: ./release.sh', /runs code in a job that can/],
  [
    'a checkout in a job that publishes',
    PUBLISH,
    `      - uses: ${CHECKOUT}`,
    /publish: a job with `id-token: write` must not check out/,
  ],
  [
    'an install in a job that pushes',
    '      id-token: write\n    steps:\n      - run: npm publish ./a.tgz',
    '      contents: write\n    steps:\n      - run: npx -y pnpm@12.21.0 install',
    /`npx` runs code in a job that can write/,
  ],
  [
    'a job without permissions',
    '    permissions:\n      contents: read\n',
    '',
    /build: state the `permissions`/,
  ],
  [
    'a job that may write everything',
    '    permissions:\n      contents: read\n',
    '    permissions: write-all\n',
    /build: state the `permissions` of the job, as a list/,
  ],
  [
    'permissions for every job',
    'permissions: {}',
    'permissions: write-all',
    /grants permissions to every job/,
  ],
  ['no permissions of the workflow', 'permissions: {}\n', '', /grants permissions to every job/],
  ['a job without a timeout', '    timeout-minutes: 10\n', '', /build: set `timeout-minutes`/],
  [
    'a job with an endless timeout',
    'timeout-minutes: 10',
    'timeout-minutes: 600',
    /build: set `timeout-minutes`/,
  ],
  ['a floating package manager', 'pnpm@12.21.0', 'pnpm@12', /`pnpm@12` is not an exact version/],
  ['a package without a version', 'npx -y pnpm@12.21.0', 'npx --yes pnpm', /`pnpm` is not an exact version/],
  ['a version behind a variable', 'pnpm@12.21.0', '"$PNPM"', /`\$PNPM` is not an exact version/],
  [
    'a floating global package',
    'npx -y pnpm@12.21.0 install --frozen-lockfile',
    'npm install -g npm@latest',
    /`npm@latest` is not an exact version/,
  ],
  ['a floating Node where something is published', '24.21.0', '24', /Node 24 is not an exact version/],
  [
    'pull_request_target',
    '{ push: { branches: [main] } }',
    'pull_request_target',
    /trigger pull_request_target/,
  ],
  ['workflow_run', 'push: { branches: [main] }', 'workflow_run: {}', /trigger workflow_run/],
  [
    'pull_request_target in a list',
    '{ push: { branches: [main] } }',
    '[pull_request_target]',
    /foreign input/,
  ],
  [
    'an expression in a script',
    'install --frozen-lockfile',
    'install && echo ${{ github.event.pull_request.title }}',
    /pass expressions to `run` through `env`/,
  ],
  [
    'a checkout that keeps its token',
    'persist-credentials: false',
    'fetch-depth: 0',
    /`persist-credentials: false`/,
  ],
  ['a workflow without jobs', /jobs:[^]+/, '', /has no jobs/],
  ['broken YAML', 'jobs:', 'jobs: [', /not valid YAML/],
])('workflowViolations: finds %s', (_, before, after, fault) => {
  const broken = SOUND.replace(before, () => after);
  expect(broken).not.toBe(SOUND);
  expect(workflowViolations(broken).join('\n')).toMatch(fault);
});

test.each(readdirSync(folder))('%s: keeps every rule', (name) => {
  expect(workflowViolations(readFileSync(`${folder}/${name}`, 'utf8'))).toEqual([]);
});
