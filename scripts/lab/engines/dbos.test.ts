import { must, outside } from '@optimaldial/checks/shell';
import { readPage } from './project/page.ts';
import { engineSuite } from './scene/engine-suite.ts';

await engineSuite('DBOS', {
  page: readPage('dbos'),
  wake: 'wake.ts',
  isOnPostgres: true,
  async open({ folder, databaseUrl }) {
    await must([process.execPath, 'setup.ts'], folder, { ...outside, DATABASE_URL: databaseUrl });
    // A worker only recovers workflows of its own ID.
    return { env: (slot) => ({ EXECUTOR_ID: `worker-${slot}` }) };
  },
});
