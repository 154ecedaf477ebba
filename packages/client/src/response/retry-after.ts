import { readDetail } from './error-detail.ts';

/**
 * How long the server asks to wait, in seconds: by `Retry-After` as seconds or an HTTP date, else by
 * `detail.retry_after_seconds`. A date that is past is 0.
 *
 * @returns `undefined` where neither says anything that makes sense
 */
export function retryAfter(headers: { get(name: string): string | null }, body: unknown): number | undefined {
  // Sent twice, it arrives as `2, 2`, or as two dates, which have a comma of their own.
  const header = headers
    .get('retry-after')
    ?.replace(/^\s*([\d.]+|[a-z]+, [^,]+),.*/i, '$1')
    .trim();
  if (header !== undefined && /^\d{1,9}(\.\d{1,9})?$/.test(header)) return Number(header);
  const date = header === undefined ? Number.NaN : Date.parse(header);
  // A bare or negative number is a date to some parsers; an HTTP date starts with the day's name.
  if (header !== undefined && /^[a-z]+, .*:/i.test(header) && !Number.isNaN(date)) {
    return Math.max(0, (date - Date.now()) / 1000);
  }
  return readDetail(body).retryAfter;
}
