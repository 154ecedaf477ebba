/** Runs a job in Cloudflare's runtime, with the store in memory. */
import { memoryStore } from '@optimaldial/jobs';
import { runJob, type Settings } from '../scenarios/job.ts';

declare const SETTINGS: Settings;

// oxlint-disable-next-line import/no-default-export -- workerd runs the default export
export default { test: (): Promise<void> => runJob(SETTINGS, memoryStore(), 'workerd') };
