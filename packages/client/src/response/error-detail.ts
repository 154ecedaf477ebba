import { quotable, redact, REDACTED, reveal } from './redact.ts';
import { isRecord } from '../is-record.ts';

/** What the body of an error response contains, in any shape. */
export interface Detail {
  /** `detail` of the body as sent; `undefined` if missing. */
  readonly detail: unknown;
  /** One readable line without a full stop, redacted; `undefined` if the body has no readable text. */
  readonly text: string | undefined;
  /** The server's own code, `detail.error`; `undefined` if it needs redaction. */
  readonly reason: string | undefined;
  /** `detail.retry_after_seconds`, in seconds, if it is a valid duration. */
  readonly retryAfter: number | undefined;
}

const REASON = /^[\w.-]{1,64}$/;
const MAX_LINE = 300;
const MAX_TEXT = 2000;
const MAX_ERRORS = 8;
// Several lines, or separators without a space after them: rows of a file rather than a sentence.
const DATA = /\n|[,;|](?=[^\s\d])|[^\s\d][,;|]\d/;
const WITHHELD = 'the text may contain personal data and is only in `error.detail`';

/**
 * Reads `{detail}`: a string, an object with `error`, a list of validation errors, or anything else. Never throws.
 *
 * @param key the API key that was sent
 */
export function readDetail(body: unknown, key?: string): Detail {
  const detail = field(body, 'detail');
  const error = field(detail, 'error');
  const seconds = field(detail, 'retry_after_seconds');
  const text = sentence(detail)?.trim();
  return {
    detail,
    text: text ? quote(text, key) : undefined,
    reason: typeof error === 'string' && REASON.test(error) ? quotable(error, key) : undefined,
    retryAfter: typeof seconds === 'number' && seconds >= 0 && Number.isFinite(seconds) ? seconds : undefined,
  };
}

// If it contains a phone number, withhold all of it: the name beside it is personal data too.
function quote(text: string, key: string | undefined): string {
  if (text.length > MAX_TEXT || DATA.test(reveal(text))) return WITHHELD;
  const redacted = redact(text, key);
  return redacted.includes(REDACTED) ? WITHHELD : redacted.slice(0, MAX_LINE).replace(/\.+$/, '');
}

function sentence(detail: unknown): string | undefined {
  if (typeof detail === 'string') return detail;
  if (Array.isArray(detail)) {
    return detail
      .slice(0, MAX_ERRORS)
      .map(validationError)
      .filter((text) => text !== undefined)
      .join('; ');
  }
  return ['message', 'msg', 'error']
    .map((key) => field(detail, key))
    .find((found): found is string => typeof found === 'string' && found.trim() !== '');
}

function validationError(item: unknown): string | undefined {
  if (typeof item === 'string') return item;
  const message = field(item, 'msg');
  if (typeof message !== 'string') return undefined;
  const loc = field(item, 'loc');
  const place = Array.isArray(loc)
    ? loc
        .slice(0, MAX_ERRORS)
        .filter((step) => ['string', 'number'].includes(typeof step))
        .join('.')
    : '';
  return place === '' ? message : `${place}: ${message}`;
}

function field(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
