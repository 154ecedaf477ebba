import { randomUUID } from 'node:crypto';
import { createJobs, memoryStore, type JobRecord, type JobStore, type ListSource } from '@optimaldial/jobs';
import { phoneNumbers } from '@optimaldial/testing';
import { fakeClient } from './fake-api.ts';

/** The list of every job. */
export const LIST: ListSource = { phone_numbers: phoneNumbers(100), filename: 'list.csv' };

const CONCURRENT = 64;

/** A job that waits to be sent, and one that has ended, to be copied under other keys. */
export async function templates(): Promise<{ readonly queued: JobRecord; readonly ended: JobRecord }> {
  const store = memoryStore();
  const jobs = createJobs({ client: fakeClient(), store });
  await jobs.add('queued', LIST);
  await jobs.run('ended', LIST);
  const [queued, ended] = await Array.fromAsync(store.list());
  if (queued?.state !== 'reserved' || ended?.state !== 'done')
    throw new Error('A template has another state.');
  return { queued, ended };
}

/** Stores copies of a record. */
export async function fill(
  store: JobStore,
  template: JobRecord,
  name: string,
  from: number,
  to: number,
): Promise<void> {
  let next = from;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < to; index = next++) {
      const token = randomUUID().replaceAll('-', '');
      const { filename } = template;
      const copy = {
        ...template,
        key: `${name}-${index}`,
        token,
        filename: filename.replace(template.token, token),
      };
      const { upload } = template;
      await store.put(upload === undefined ? copy : { ...copy, upload: { ...upload, id: randomUUID() } }, 0);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, lane));
}
