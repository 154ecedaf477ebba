import { ConnectionError, createClient, OutcomeUnknownError } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { type Hunted, TIMEOUT_MS } from './hunt.ts';
import { phoneNumbers } from './numbers.ts';
import type { Address } from './server.ts';

/** This client, with or without `reconcile`. Every second list goes up as a file. */
export const ours =
  (reconcile: boolean) =>
  ({ url, apiKey, file: path }: Address): Hunted => {
    const client = createClient({ apiKey, baseUrl: url, timeout: TIMEOUT_MS });
    // What a caller aborts with may look as if nothing had been sent.
    const sibling = new ConnectionError({ method: 'GET', path: '/', attempts: 1 }, 'connect', undefined);
    let calls = 0;
    return {
      abortReason: sibling,
      retrieve: (id, signal) => client.uploads.retrieve(id, { signal }),
      async create(filename, signal) {
        const list =
          ++calls % 2 === 0
            ? { file: await openFile(path), phone_column: 'Phone', filename_override: filename }
            : { phone_numbers: [...phoneNumbers], filename };
        try {
          const upload = await client.uploads.create(list, { signal, reconcile });
          return { id: upload.id };
        } catch (error) {
          if (error === sibling) return 'aborted';
          return error instanceof OutcomeUnknownError ? 'unknown' : 'failed';
        }
      },
    };
  };
