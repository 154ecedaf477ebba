import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';

/** A response, and how much of the request had been sent when it came. */
export interface Answer {
  readonly status: number;
  /** Names and values, without those that differ each time. */
  readonly headers: string;
  readonly body: string;
  /** Bytes of the body that the receiver or the kernel had taken. */
  readonly sent: number;
}

const CHUNK = Buffer.alloc(64 * 1024, ' ');

/** Sends a body as it is, on a connection of its own. */
export function post(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
  return send(url, { 'content-length': `${Buffer.byteLength(body)}`, ...headers }, [Buffer.from(body)]);
}

/**
 * Sends a body of spaces. With `chunked`, the receiver can't know its size before it reads it. Retried if the
 * receiver closed the connection, and more of the body reached it before its response was read here.
 */
export async function postLarge(
  url: string,
  { size, chunked }: { size: number; chunked: boolean },
): Promise<Answer> {
  const chunks = Array.from({ length: size / CHUNK.length }, () => CHUNK);
  const headers: Record<string, string> = chunked
    ? { 'transfer-encoding': 'chunked' }
    : { 'content-length': `${size}` };
  for (;;) {
    try {
      return await send(url, headers, chunks);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EPIPE' && code !== 'ECONNRESET') throw error;
    }
  }
}

function send(url: string, headers: Record<string, string>, chunks: Iterable<Buffer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    const all = { 'content-type': 'application/json', ...headers };
    const request = httpRequest(url, { method: 'POST', headers: all, agent: false }, (response) => {
      const { statusCode = 0, headers: received } = response;
      const sentBefore = sent;
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('error', reject);
      response.on('end', () => {
        request.destroy();
        const changing = new Set(['date', 'connection', 'keep-alive']);
        const lines = Object.entries(received).filter(([name]) => !changing.has(name));
        resolve({
          status: statusCode,
          headers: JSON.stringify(lines),
          body,
          sent: sentBefore,
        });
      });
    });
    request.on('error', reject);
    const body = Readable.from(chunks);
    body.on('data', (chunk: Buffer) => (sent += chunk.length));
    body.pipe(request);
  });
}
