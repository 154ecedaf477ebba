import { must, outside } from '@optimaldial/checks/shell';
import { readPage } from './project/page.ts';
import { engineSuite } from './scene/engine-suite.ts';

await engineSuite('graphile-worker', {
  page: readPage('graphile-worker'),
  wake: 'start.ts',
  isOnPostgres: true,
  async open({ folder, databaseUrl }) {
    await must([process.execPath, 'setup.ts'], folder, { ...outside, DATABASE_URL: databaseUrl });
    return {};
  },
});
