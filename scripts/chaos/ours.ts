import { createClient, OutcomeUnknownError } from '../../packages/client/src/index.ts';
import { type Hunted, TIMEOUT_MS } from './hunt.ts';
import { phoneNumbers } from './numbers.ts';
import type { Address } from './server.ts';

/** This client, with or without `reconcile`. */
export const ours =
  (reconcile: boolean) =>
  ({ url, apiKey }: Address): Hunted => {
    const client = createClient({ apiKey, baseUrl: url, timeout: TIMEOUT_MS });
    return {
      retrieve: (id, signal) => client.uploads.retrieve(id, { signal }),
      async create(filename, signal) {
        try {
          const upload = await client.uploads.create(
            { phone_numbers: [...phoneNumbers], filename },
            { signal, reconcile },
          );
          return { id: upload.id };
        } catch (error) {
          return error instanceof OutcomeUnknownError ? 'unknown' : 'failed';
        }
      },
    };
  };
