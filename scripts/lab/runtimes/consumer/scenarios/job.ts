import { createClient } from '@optimaldial/client';
import { createJobs, type JobStore, type RunOptions } from '@optimaldial/jobs';
import { expectSame } from '../support/expect.ts';

/** A server that processes lists quickly. */
export interface Settings {
  readonly baseUrl: string;
  readonly apiKey: string;
}

const phone_numbers = Array.from({ length: 100 }, (_, line) => `(415) 555-0${100 + line}`);

/**
 * Runs a job twice, as a worker that is started again does.
 *
 * @param key key of the job
 * @throws if the second run sends the list again
 */
export async function runJob(
  { baseUrl, apiKey }: Settings,
  store: JobStore,
  key: string,
  options: RunOptions = {},
): Promise<void> {
  const client = createClient({ baseUrl, apiKey, dangerouslyAllowBrowser: true });
  const first = await createJobs({ client, store }).run(key, { phone_numbers }, options);
  const again = await createJobs({ client, store }).run(key, { phone_numbers }, options);
  expectSame('state', first.state, 'done');
  expectSame('upload of the second run', again.upload?.id, first.upload?.id);
  const sent: string[] = [];
  for await (const { id, original_filename: name } of client.uploads.list()) {
    if (name !== null && name === first.upload?.original_filename) sent.push(id);
  }
  expectSame('uploads of the job', sent.join(), first.upload?.id);
}
