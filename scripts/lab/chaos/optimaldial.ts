import { ConnectionError, createClient, OutcomeUnknownError } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { type ClientUnderTest, TIMEOUT_MS } from './hunt.ts';
import type { Address } from './server.ts';

/** This client, with or without `reconcile`. Every second list is uploaded as a file. */
export const optimaldial =
  (reconcile: boolean) =>
  ({ url, apiKey, file: path, phone_numbers }: Address): ClientUnderTest => {
    const client = createClient({ apiKey, baseUrl: url, timeout: TIMEOUT_MS });
    // An abort reason that looks as if nothing had been sent.
    const reason = new ConnectionError({ method: 'GET', path: '/', attempts: 1 }, 'connect', undefined);
    let calls = 0;
    return {
      abortReason: reason,
      retrieve: (id, signal) => client.uploads.retrieve(id, { signal }),
      async create(filename, signal) {
        const list =
          ++calls % 2 === 0
            ? { file: await openFile(path), phone_column: 'Phone', filename_override: filename }
            : { phone_numbers, filename };
        try {
          const { id } = await client.uploads.create(list, { signal, reconcile });
          return { id };
        } catch (error) {
          if (error === reason) return 'aborted';
          return error instanceof OutcomeUnknownError ? 'unknown' : 'failed';
        }
      },
    };
  };
