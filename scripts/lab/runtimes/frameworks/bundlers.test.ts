import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { makeFolder, type Folder } from './folder.ts';
import { example, setting } from './page.ts';

// Prints the status of an upload, and the code of the error if the connection is refused.
const MAIN = `
import { createClient } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';

async function main() {
  const list = { file: await openFile('list.csv'), phone_column: 'Phone' };
  const { status } = await createClient().uploads.create(list);
  const offline = createClient({ baseUrl: process.env.CLOSED_URL, maxRetries: 0 });
  const { code } = await offline.uploads.create(list).catch((error) => error);
  console.log(status, code);
}

main();
`;
const WEBPACK = `
const webpack = require('webpack');

webpack(
  {
    mode: 'production',
    entry: './main.js',
    output: { path: __dirname + '/dist', filename: 'main.cjs' },
    ${setting('webpack')},
  },
  (error, stats) => {
    if (error || stats.hasErrors()) throw error ?? new Error(stats.toString());
  },
);
`;

let folder: Folder;
let closedUrl: string;
beforeAll(async () => {
  const rollup = example('rollup.config.mjs');
  folder = await makeFolder('tools', {
    'main.js': MAIN,
    'list.csv': `Phone\n${'+14155550123\n'.repeat(100)}`,
    'rollup.config.mjs': rollup,
    'rollup-default.config.mjs': rollup.replace(setting('Rollup'), 'nodeResolve()'),
    'vite.config.mjs': `export default { logLevel: 'error', ssr: { noExternal: true }, ${setting('Vite')} };`,
    'webpack.cjs': WEBPACK,
  });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  closedUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  server.close();
  await once(server, 'close');
});

const BUNDLERS: readonly (readonly [string, readonly string[], string])[] = [
  ['esbuild', ['npx', 'esbuild', 'main.js', '--bundle', '--outfile=esbuild/main.cjs'], 'esbuild/main.cjs'],
  ['webpack', ['node', 'webpack.cjs'], 'dist/main.cjs'],
  ['Vite', ['npx', 'vite', 'build', '--outDir', 'vite'], 'vite/main.mjs'],
  [
    'Rollup',
    ['npx', 'rollup', '--config', '--dir', 'rollup', '--entryFileNames', '[name].mjs'],
    'rollup/main.mjs',
  ],
];

test.for(BUNDLERS)(
  '%s: the bundle contains the implementation for Node.js',
  async ([name, command, output]) => {
    const more = name === 'esbuild' ? [setting(name)] : [];
    await folder.run([...command, ...more], { env: {} });
    const env = { ...folder.sandbox, CLOSED_URL: closedUrl };
    expect(await folder.run(['node', output], { env })).toBe('ready_for_processing connection\n');
  },
);

test('Rollup without the condition node: the bundle contains the implementation for browsers', async () => {
  const config = ['--config', 'rollup-default.config.mjs'];
  await folder.run(['npx', 'rollup', ...config, '--dir', 'default', '--entryFileNames', '[name].mjs'], {
    env: {},
  });
  const env = { ...folder.sandbox, CLOSED_URL: closedUrl };
  const printed = await folder.run(['node', 'default/main.mjs'], { env });
  expect(printed).toBe('ready_for_processing outcome_unknown\n');
});
