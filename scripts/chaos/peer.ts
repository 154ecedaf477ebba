import { loadPeer } from '../peers/load.ts';
import { type Hunted, TIMEOUT_MS } from './hunt.ts';
import { phoneNumbers } from './numbers.ts';
import type { Address } from './server.ts';

/** As much of the core of the `openai` package as is used here: a client that calls any path. */
interface Core {
  get(path: string, options: object): Promise<unknown>;
  post(path: string, options: object): Promise<unknown>;
}

/** The core of a client that retries every POST, with its own defaults, pointed at the same server. */
export async function loadOpenai(): Promise<(address: Address) => Hunted> {
  const loaded = await loadPeer('openai');
  if (!hasCore(loaded)) throw new Error('The openai package has no client as its default.');
  const { default: Core } = loaded;
  return ({ url, apiKey }) => {
    const client = new Core({ apiKey, baseURL: url, timeout: TIMEOUT_MS });
    return {
      abortReason: undefined,
      retrieve: (id, signal) => client.get(`/api/v1/uploads/${id}`, { signal }),
      async create(filename, signal) {
        try {
          const body = { phone_numbers: phoneNumbers, filename };
          const upload = await client.post('/api/v1/uploads', { body, signal });
          if (typeof upload === 'object' && upload !== null && 'id' in upload)
            return { id: String(upload.id) };
          return 'failed';
        } catch {
          // It has no error that tells an open outcome from any other.
          return 'failed';
        }
      },
    };
  };
}

function hasCore(loaded: unknown): loaded is { default: new (options: object) => Core } {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'default' in loaded &&
    typeof loaded.default === 'function'
  );
}
