/** The versions that a project installs of the packages on a page. */
export const VERSIONS: Readonly<Record<string, string>> = {
  '@dbos-inc/dbos-sdk': '5.3.0',
  '@restatedev/restate-sdk': '1.17.2',
  '@restatedev/restate-server-linux-x64': '1.7.12',
  '@types/node': '24.19.2',
  '@types/pg': '8.23.1',
  bullmq: '6.7.0',
  'graphile-worker': '0.18.0',
  ioredis: '6.0.0',
  pg: '8.23.1',
  'pg-boss': '12.38.0',
};
