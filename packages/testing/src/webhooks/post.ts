import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** The server sent no response in time. */
export class NoResponse extends Error {}

/**
 * Sends a POST request without following redirects or using a proxy. The global `fetch` isn't used, because
 * test environments such as jsdom replace it with one that blocks requests to other origins.
 *
 * @param ms timeout for the response headers
 * @returns the status of the response
 */
export function post(
  url: URL,
  { headers, body, ms }: { headers: Readonly<Record<string, string>>; body: string; ms: number },
): Promise<number> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = send(url, { method: 'POST', headers, agent: false }, (response) => {
      clearTimeout(timer);
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    const timer = setTimeout(() => sent.destroy(new NoResponse(`no response within ${ms / 1000} s`)), ms);
    sent.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    sent.end(body);
  });
}
