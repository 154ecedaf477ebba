import { isRecord } from '../../is-record.ts';

// Underscores may be percent-encoded, as in a path or a query.
const KEY = /(?<![a-z0-9])od(?:_|%5f)[a-z0-9]+(?:_|%5f)[\w%-]+/gi;
const SECRET = '(?:secret|password|token|signature|credentials?|api[_-]?key)';
const SECRET_NAME = new RegExp(`(?:${SECRET}|authorization|cookie)$`, 'i');
// name=value in a query, a form or a text; "name": "value" in JSON that couldn't be parsed.
const SECRET_PAIR = new RegExp(`(${SECRET}(?:=|"\\s*:\\s*"?))[^\\s"&#,}]+`, 'gi');
const USERINFO = /(:\/\/)[^\s/?#@]+@/g;

/** Replaces API keys in a text by `[key]`, and credentials and signatures by `[redacted]`. */
export function redactText(text: string): string {
  // A fast path: keys and credentials contain one of these, phone numbers don't.
  if (!/[_%="@]/.test(text)) return text;
  const decoded = decode(text);
  const readable = decoded !== text && decoded.search(KEY) !== -1 && text.search(KEY) === -1 ? decoded : text;
  return readable
    .replaceAll(KEY, '[key]')
    .replaceAll(SECRET_PAIR, '$1[redacted]')
    .replaceAll(USERINFO, '$1[redacted]@');
}

/** Redacts every text in a value, and fields with names like `callback_secret`. Returns a copy if it changed. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) {
    const items = value.map(redact);
    // A large list without secrets isn't copied.
    return items.every((item, index) => Object.is(item, value[index])) ? value : items;
  }
  if (!isPlain(value)) return value;
  const fields = Object.entries(value);
  const safe = fields.map(([name, field]) => redactField(name, field));
  const same = fields.every(
    ([name, field], index) => safe[index]?.[0] === name && Object.is(safe[index][1], field),
  );
  return same ? value : Object.fromEntries(safe);
}

/** Redacts a header or a field, and its name, which may contain a key. */
export function redactField(name: string, value: unknown): readonly [string, unknown] {
  const isSecret = SECRET_NAME.test(name) && value !== null && value !== undefined;
  return [redactText(name), isSecret ? redactSecret(value) : redact(value)];
}

// The authorization scheme helps with debugging, and isn't secret.
function redactSecret(value: unknown): string {
  const [, scheme] = /^(Bearer|Basic|Digest)\s/i.exec(String(value)) ?? [];
  return scheme === undefined ? '[redacted]' : `${scheme} [key]`;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Malformed escapes: there is nothing to decode.
    return text;
  }
}
