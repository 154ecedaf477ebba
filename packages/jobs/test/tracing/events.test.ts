import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import type { TraceEvent } from '@optimaldial/client';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { traceJob } from '../../src/tracing/trace-job.ts';
import { list, setUpJobs } from '../support/setup-jobs.ts';

afterEach(() => void vi.restoreAllMocks());

function failing(): never {
  throw new RangeError('Jane');
}

/** Records what is published until the test ends, as it is at that time. */
function recordJobs(): [what: string, event: TraceEvent][] {
  const published: [string, TraceEvent][] = [];
  const channel = tracingChannel<unknown, TraceEvent>('optimaldial:job');
  const record = (what: string) => (event: TraceEvent) => void published.push([what, structuredClone(event)]);
  const listeners = {
    start: record('start'),
    end: record('end'),
    asyncStart: record('asyncStart'),
    asyncEnd: record('asyncEnd'),
    error: record('error'),
  };
  channel.subscribe(listeners);
  onTestFinished(() => channel.unsubscribe(listeners));
  return published;
}

test('tracing: publishes the state, upload and credits when run has ended', async () => {
  const published = recordJobs();
  const { jobs } = setUpJobs();
  const { upload } = await jobs.run('leads', list);
  const started = { name: 'job run', attributes: { 'optimaldial.job.key': 'leads' } };
  const attributes = {
    'optimaldial.job.key': 'leads',
    'optimaldial.job.state': 'done',
    'optimaldial.upload.id': upload?.id,
    'optimaldial.job.credits': 120,
  };
  expect(published).toEqual([
    ['start', started],
    ['end', started],
    ['asyncStart', { name: 'job run', attributes }],
    ['asyncEnd', { name: 'job run', attributes }],
  ]);
});

test('tracing: publishes each slice of advance and of a worker', async () => {
  const published = recordJobs();
  const { jobs } = setUpJobs({ sandbox: { processing: { queued: '1h' } } });
  await jobs.add('leads', list);
  await jobs.sweep({ list: () => list });
  await jobs.advance('leads', undefined, { slice: 1 });
  const ended = published.filter(([what]) => what === 'asyncEnd').map(([, event]) => event);
  expect(ended).toMatchObject([
    { name: 'job advance', attributes: { 'optimaldial.job.key': 'leads', 'optimaldial.job.credits': 120 } },
    { name: 'job advance', attributes: { 'optimaldial.job.state': 'submitted' } },
  ]);
});

test('traceJob: adds up the credits of the parts when the list was cut', async () => {
  const { jobs } = setUpJobs();
  const part = await jobs.run('leads', list);
  const published = recordJobs();
  await traceJob('run', 'long', async () => ({ ...part, upload: undefined, parts: [part, part] }));
  expect(published.at(-1)?.[1].attributes).toEqual({
    'optimaldial.job.key': 'long',
    'optimaldial.job.state': 'done',
    'optimaldial.job.credits': 240,
  });
});

test('tracing: publishes the code of an error of the API that advance returns', async () => {
  const published = recordJobs();
  const { jobs, sandbox } = setUpJobs({ sandbox: { credits: 5 } });
  sandbox.on('createUpload').example('insufficient_credits');
  await jobs.advance('leads', list, { slice: 1 });
  expect(published.map(([what]) => what)).not.toContain('error');
  expect(published.at(-1)?.[1].attributes).toMatchObject({
    'optimaldial.job.state': 'reserved',
    'error.type': 'insufficient_credits',
  });
});

test('tracing: publishes the state and the error when run throws', async () => {
  const published = recordJobs();
  const { jobs, sandbox } = setUpJobs({ sandbox: { processing: { queued: '1h' } } });
  const { upload } = await jobs.advance('leads', list, { slice: 1 });
  sandbox.fail(upload?.id ?? '', 'Jane');
  await expect(jobs.run('leads', list)).rejects.toThrow('failed');
  const [what, event] = published.at(-3) ?? [];
  expect(what).toBe('error');
  expect(event).toMatchObject({
    attributes: { 'optimaldial.job.state': 'failed', 'error.type': 'job_failed' },
    error: { name: 'JobError', code: 'job_failed' },
  });
  expect(JSON.stringify(published)).not.toContain('Jane');
});

test('tracing: publishes only the name of an error that is not of this package', async () => {
  const published = recordJobs();
  const { jobs } = setUpJobs();
  await expect(jobs.run('leads', failing)).rejects.toThrow('Jane');
  expect(published.at(-1)?.[1]).toMatchObject({
    attributes: { 'error.type': 'RangeError' },
    error: { name: 'RangeError', message: 'RangeError', code: undefined },
  });
});

test('tracing: nests calls and attempts in the job', async () => {
  const names = new AsyncLocalStorage<readonly string[]>();
  for (const name of ['job', 'call', 'attempt'] as const) {
    const { start } = tracingChannel<readonly string[], TraceEvent>(`optimaldial:${name}`);
    start.bindStore(names, (event) => [...(names.getStore() ?? []), event.name]);
    onTestFinished(() => void start.unbindStore(names));
  }
  const seen = new Set<string>();
  const { jobs, sandbox } = setUpJobs({
    client: { fetch: (url, init) => (seen.add(String(names.getStore())), sandbox.fetch(url, init)) },
  });
  await jobs.run('leads', list);
  expect([...seen]).toEqual([
    'job run,listUploads,GET /api/v1/uploads',
    'job run,createUpload,POST /api/v1/uploads',
    'job run,retrieveUpload,GET /api/v1/uploads/{upload_id}',
  ]);
});

test('traceJob: returns the promise of the work itself when nothing subscribes', () => {
  const working = Promise.withResolvers<never>().promise;
  expect(traceJob('run', 'leads', () => working)).toBe(working);
});
