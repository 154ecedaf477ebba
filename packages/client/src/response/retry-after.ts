import { readDetail } from './error-detail.ts';

/**
 * How long to wait according to the server, in seconds: `Retry-After` in seconds or as an HTTP date, otherwise
 * `detail.retry_after_seconds`. A date in the past is 0.
 *
 * @returns `undefined` if neither is valid
 */
export function retryAfter(headers: { get(name: string): string | null }, body: unknown): number | undefined {
  // A repeated header arrives as `2, 2`, or as two dates, which contain a comma themselves.
  const header = headers
    .get('retry-after')
    ?.replace(/^\s*([\d.]+|[a-z]+, [^,]+),.*/i, '$1')
    .trim();
  if (header !== undefined && /^\d{1,9}(\.\d{1,9})?$/.test(header)) return Number(header);
  const date = header === undefined ? Number.NaN : Date.parse(header);
  // Some parsers accept a bare or negative number as a date. An HTTP date starts with the name of the day.
  if (header !== undefined && /^[a-z]+, .*:/i.test(header) && !Number.isNaN(date)) {
    return Math.max(0, (date - Date.now()) / 1000);
  }
  return readDetail(body).retryAfter;
}
