/** Names that workers and the process that starts jobs have in common. */
export const DBOS_APP = 'hunt';
export const DBOS_QUEUE = 'jobs';
export const DBOS_VERSION = '1';
export const DBOS_WORKFLOW = 'run-job';
export const BULLMQ_QUEUE = 'jobs';
