import { harmless, mask } from './mask.ts';
import { isRecord } from './record.ts';

/** What the body of an error says, in whatever shape it came. */
export interface Detail {
  /** `detail` of the body as it was sent; `undefined` where there is none. */
  readonly detail: unknown;
  /** One readable line without a full stop, masked; `undefined` where the body says nothing readable. */
  readonly text: string | undefined;
  /** The server's own code, `detail.error`. */
  readonly reason: string | undefined;
  /** `detail.retry_after_seconds`, in seconds, where it is a number that makes sense. */
  readonly retryAfter: number | undefined;
}

const REASON = /^[\w.-]{1,64}$/;
const LONGEST_LINE = 300;
// What is cut off behind this can hold no end of something that is masked within the line.
const MOST_READ = 2000;

/** Reads `{detail}` as a string, an object with `error`, a list of faults, or anything odd. Never throws. */
export function readDetail(body: unknown): Detail {
  const detail = field(body, 'detail');
  const error = field(detail, 'error');
  const seconds = field(detail, 'retry_after_seconds');
  const line = sentence(detail);
  return {
    detail,
    text:
      line === undefined
        ? undefined
        : mask(line.slice(0, MOST_READ)).slice(0, LONGEST_LINE).replace(/\.+$/, ''),
    reason: typeof error === 'string' && REASON.test(error) ? harmless(error) : undefined,
    retryAfter: typeof seconds === 'number' && seconds >= 0 && Number.isFinite(seconds) ? seconds : undefined,
  };
}

function sentence(detail: unknown): string | undefined {
  if (typeof detail === 'string') return oneLine(detail);
  if (Array.isArray(detail)) {
    const faults = detail.map(fault).filter((text) => text !== undefined);
    return faults.length > 0 ? faults.join('; ') : undefined;
  }
  for (const key of ['message', 'msg', 'error']) {
    const found = field(detail, key);
    if (typeof found === 'string' && found.trim() !== '') return oneLine(found);
  }
  return undefined;
}

function fault(item: unknown): string | undefined {
  if (typeof item === 'string') return oneLine(item);
  const message = field(item, 'msg');
  if (typeof message !== 'string') return undefined;
  const loc = field(item, 'loc');
  const place = Array.isArray(loc)
    ? loc.filter((step) => ['string', 'number'].includes(typeof step)).join('.')
    : '';
  return oneLine(place === '' ? message : `${place}: ${message}`);
}

function oneLine(text: string): string | undefined {
  return text.replaceAll(/\s+/g, ' ').trim() || undefined;
}

function field(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
