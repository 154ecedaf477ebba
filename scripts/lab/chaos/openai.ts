import OpenAI from 'openai';
import { type ClientUnderTest, TIMEOUT_MS } from './hunt.ts';
import type { Address } from './server.ts';

/** The core of the `openai` package, which retries every POST, with its defaults. */
export function openai({ url, apiKey, phone_numbers }: Address): ClientUnderTest {
  const client = new OpenAI({ apiKey, baseURL: url, timeout: TIMEOUT_MS });
  return {
    abortReason: undefined,
    retrieve: (id, signal) => client.get(`/api/v1/uploads/${id}`, { signal }),
    async create(filename, signal) {
      try {
        const body = { phone_numbers, filename };
        return await client.post<{ id: string }>('/api/v1/uploads', { body, signal });
      } catch {
        // It has no error for an unknown outcome.
        return 'failed';
      }
    },
  };
}
