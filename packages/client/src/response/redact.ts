/** Replaces a phone number, an email address, or a text with something hidden in it. */
export const REDACTED = '[redacted]';

// Every pattern is bounded, because the server controls the content and length of these texts.
// A pattern with `\p` is built when it is used: parsing one takes up to 3 ms, even in a function that is not
// called. The engine caches what it has built.
const URLS = /[a-z][a-z\d+.-]{0,30}:(?:\\?\/){2}\S+|[^\s?]{0,300}\?[^\s=?]{1,100}=\S*/gi;
const SECRETS =
  /od_[a-z\d]{1,20}_[\w-]+|(?<=(?:sig|signature|token|secret|key|password|credential)\s{0,2}[:=]\s{0,2})(?=[^\s]{0,60}\d)\S{8,}|(?<=(?:sig|signature|token|secret|key|password|credential)=|=(?=\S{16})(?![\da-f-]{36}(?!\S))|(?:bearer|basic) (?=[^\s\d]{0,99}\d))\S+/gi;
const LONG_VALUES = /(?=[^\s\d]{0,40}\d)[\w+/=-]{32,}/g;
// An email address, or seven or more digits of any script with up to four characters other than letters
// between two of them.
const personal = (): RegExp =>
  new RegExp(
    String.raw`[^\s@/]{1,64}@[^\s@/]{1,64}\.\p{L}+|[+(]{0,2}\p{N}(?:[^\p{L}\p{N}]{0,4}\p{N}){6,}`,
    'gu',
  );
// Not phone numbers: UUIDs and other 128-bit IDs, dates, times, counts below a billion, IPv4 addresses.
const kept = (): RegExp =>
  new RegExp(
    String.raw`(?<![\p{L}\p{N}+]|\p{N}[:.,-])([\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}|(?=\d{0,31}[a-f])[\da-f]{32}|(?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?:Z| ?[+-][01]\d:?[0-5]\d)?)?|[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z?|\d{1,3}(?:,\d{3}){1,2}(?:\.\d\d)?|(?:[12]?\d?\d\.){3}[12]?\d?\d(?::\d{2,5})?)(?![\p{L}\p{N}]|[:.,-]\p{N})`,
    'giu',
  );

const ESCAPES =
  /[\\%]u([\da-f]{4})|\\x([\da-f]{2})|(?:&#x|\\u\{)0*([\da-f]{1,6})[;}]?|&#0*(\d{1,7});?|((?:%[\da-f]{2})+)|&(\w{2,7});|\\(.)/gi;
const invisible = (): RegExp => new RegExp(String.raw`(?!\n)(?:\p{Cc}\[[\d;?]*[A-Za-z]|[\p{C}\p{DI}])`, 'gu');
const repeated = (): RegExp => new RegExp(String.raw`([^\p{L}\p{N}])\1+`, 'gu');
const TAGS = /<\/?[a-z][a-z\d]{0,6} ?\/?>|<!--[^>]{0,100}-->/gi;
const LINE_ENDS = /[\t-\r\u2028\u2029]/;
const MAX_ID = 128;
const MAX_ROUNDS = 9;

/**
 * Redacts API keys, URLs, long `name=value` pairs, email addresses and phone numbers in a text from a server
 * or another library, and removes control and format characters. Numbers separated by spaces look like a
 * phone number: `100 200 300` is redacted. Not recognized: digits with letters, or with more than four
 * different characters, between them.
 *
 * @param key the API key that was sent: a part of it or an encoded one redacts the whole text
 * @returns the text, with secrets replaced; only `REDACTED` if decoding the text reveals one
 */
export function redact(text: string, key = ''): string {
  const visible = text.replaceAll(/\s+/g, ' ').replaceAll(invisible(), '').trim();
  const redacted = replaceSecrets(visible);
  const revealed = reveal(redacted);
  return replaceSecrets(revealed) === revealed && !holdsKey(revealed, key) ? redacted : REDACTED;
}

/** Returns an ID, status or code from a server if it needs no redaction. */
export function quotable(value: unknown, key?: string): string | undefined {
  return typeof value === 'string' && value.length <= MAX_ID && redact(value, key) === value
    ? value
    : undefined;
}

function replaceSecrets(text: string): string {
  return text
    .replaceAll(URLS, '[url]')
    .replaceAll(SECRETS, '[secret]')
    .split(kept())
    .map((part, index) =>
      index % 2 ? part : part.replaceAll(LONG_VALUES, '[secret]').replaceAll(personal(), REDACTED),
    )
    .join('');
}

/** Decodes a text until nothing in it is encoded, to see what a person or program could read in it. */
export function reveal(text: string): string {
  let revealed = text;
  let last;
  for (let round = 0; last !== revealed; round++) {
    // Text is not encoded this often by accident. Seven digits are redacted.
    if (round > MAX_ROUNDS) return '0000000';
    last = revealed;
    revealed = last
      .normalize('NFKC')
      .replaceAll(ESCAPES, decode)
      .replaceAll(/\s+/g, (space) => (LINE_ENDS.test(space) ? '\n' : ' '))
      .replaceAll(invisible(), '')
      .replaceAll(TAGS, '')
      .replaceAll(repeated(), '$1');
  }
  return revealed;
}

function decode(
  _: string,
  u?: string,
  x?: string,
  hex?: string,
  decimal?: string,
  percent?: string,
  name?: string,
  escaped?: string,
): string {
  if (percent !== undefined) {
    const bytes = percent.split('%').slice(1);
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
  }
  if (name !== undefined) return { amp: '&', lt: '<', gt: '>' }[name] ?? ' ';
  if (escaped !== undefined) return 'bfnrt'.includes(escaped) ? '\n' : escaped;
  const code = decimal === undefined ? Number.parseInt(u ?? x ?? hex ?? '', 16) : Number(decimal);
  return String.fromCodePoint(Math.min(code, 0x10_ff_ff));
}

const PART = 8;

/** Whether a text contains a part of the key's secret: plain, in hex or in base64, with any separators. */
function holdsKey(text: string, key: string): boolean {
  const secret = key.replace(/^od_[^_]*_/, '');
  const hex = Array.from(secret, (char) => char.charCodeAt(0).toString(16)).join('');
  // Base64 depends on which of its three bytes the secret starts in.
  const base64 = [0, 1, 2].map((start) => btoa(secret.slice(start)));
  const forms = [secret, hex, ...base64].map(squeeze).join(' ');
  const found = squeeze(text);
  for (let at = 0; at + PART <= found.length; at++) {
    if (forms.includes(found.slice(at, at + PART))) return true;
  }
  return false;
}

function squeeze(text: string): string {
  return text.replaceAll(/[^a-z\d]/gi, '').toLowerCase();
}
