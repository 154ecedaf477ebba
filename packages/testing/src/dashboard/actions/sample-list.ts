import { request } from 'node:http';
import type { paths } from '@optimaldial/types';
import { phoneNumbers } from '../../builders/phone-numbers.ts';
import { isRecord } from '../../is-record.ts';

/** Numbers of the list: the fewest that an upload can have. */
const COUNT = 100;
const PATH = '/api/v1/uploads' satisfies keyof paths;
// Longer than the delay of a slow response. A fault can also keep the response from ever coming.
const TIMEOUT_MS = 15_000;

/**
 * Uploads a list of fictitious numbers over HTTP, so that it's logged, validated and rate-limited, and gets
 * the fault for the next request, as calls of other clients.
 *
 * @param base URL of the sandbox, without a trailing slash
 * @throws Error if the upload wasn't created
 */
export async function sendSampleList(base: string, apiKey: string): Promise<void> {
  const body = JSON.stringify({ filename: 'sample.csv', phone_numbers: phoneNumbers(COUNT) });
  const { status, text } = await post(base + PATH, apiKey, body).catch((error: unknown) => {
    throw new Error('No response to the sample list: the connection was closed, or nothing came for 15 s.', {
      cause: error,
    });
  });
  if (status !== 200)
    throw new Error(`The sample list was rejected with status ${status}: ${detailOf(text)}`);
}

/** Unlike `fetch`, this never uses a proxy. */
function post(url: string, apiKey: string, body: string): Promise<{ status: number; text: string }> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers, agent: false, signal: AbortSignal.timeout(TIMEOUT_MS) },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The `detail` of an error response, or its `error`; the response itself if it isn't the API's. */
function detailOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const detail = isRecord(body) ? body['detail'] : body;
    const message = isRecord(detail) && 'error' in detail ? detail['error'] : detail;
    return typeof message === 'string' ? message : JSON.stringify(message);
  } catch {
    return text.slice(0, 200);
  }
}
