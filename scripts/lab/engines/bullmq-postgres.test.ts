import { readPage } from './project/page.ts';
import { engineSuite } from './scene/engine-suite.ts';

await engineSuite('BullMQ on PostgreSQL', {
  page: readPage('bullmq', 'PostgreSQL instead of Redis'),
  open: async () => ({}),
});
