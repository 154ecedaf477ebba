import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@optimaldial/client';
import { saveDownload } from '@optimaldial/client/node';
import { createJobs, memoryStore, type JobStore } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';
import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import { interleave, type Contestant } from '../measure/interleave.ts';
import { compared, type Report } from '../measure/report.ts';

const ROUNDS = { rounds: 10, calls: 5, inFlight: 1 };
const PLAIN = 'create + wait + saveDownload';
const KIND = 'processed-filtered';

/** What a job adds to the three calls it consists of: requests, and time over HTTP on this machine. */
export async function benchJobs(): Promise<Report[]> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-bench-'));
  const unlimited = 1_000_000_000;
  const sandbox = createSandbox({
    credits: unlimited,
    limits: { key: unlimited, organization: unlimited },
    processing: { queued: 0, takes: 0 },
  });
  const server = await sandbox.listen();
  const client = createClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
  const list = { phone_numbers: phoneNumbers(100) };
  let number = 0;

  const jobOn = (name: string, store: JobStore): Contestant => {
    const jobs = createJobs({ client, store });
    return {
      name: `run, ${name}`,
      call: () => jobs.run(`${name} ${(number += 1)}`, list, { save: { [KIND]: target() } }),
    };
  };
  const target = (): string => join(folder, `${number}.csv`);
  const contestants: Contestant[] = [
    {
      name: PLAIN,
      async call() {
        number += 1;
        const { id } = await client.uploads.create(list);
        await client.uploads.wait(id);
        return saveDownload(client, id, KIND, target());
      },
    },
    jobOn('memoryStore', memoryStore()),
    jobOn('fileStore', fileStore(join(folder, 'store'))),
  ];

  try {
    const requests = new Map<string, number>();
    for (const contestant of contestants) {
      await contestant.call();
      sandbox.reset();
      await contestant.call();
      requests.set(contestant.name, sandbox.requests().length);
    }
    const figures = await interleave(contestants, ROUNDS);
    const rows = figures.map(({ name, microseconds }) => ({
      name,
      figures: { ms: microseconds / 1000, requests: requests.get(name) ?? Number.NaN },
    }));
    return [
      compared('a list of 100 numbers, sent, completed and saved', rows, { [`× ${PLAIN}`]: PLAIN }, 'ms'),
    ];
  } finally {
    await server.close();
    sandbox.close();
    await rm(folder, { recursive: true });
  }
}
