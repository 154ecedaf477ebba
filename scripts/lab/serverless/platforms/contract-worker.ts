/** The code of a Worker that proves the store of a page: one request, and one object, for each case. */
export const CONTRACT_WORKER = `
import { storeContract } from '@optimaldial/jobs/contract';
import { durableObjectStore, type JobRecords } from './store.ts';

export { JobRecords } from './store.ts';

export default {
  async fetch(request: Request, { JOBS }: { JOBS: DurableObjectNamespace<JobRecords> }): Promise<Response> {
    const name = new URL(request.url).searchParams.get('case') ?? '';
    const cases: Record<string, () => Promise<void>> = {};
    storeContract((title, run) => (cases[title] = run), () => ({ open: () => durableObjectStore(JOBS, name) }));
    const run = cases[name];
    try {
      await run?.();
      return new Response(run === undefined ? 'unknown case' : 'passed');
    } catch (error) {
      return new Response(error instanceof Error ? error.message : String(error));
    }
  },
};
`;
