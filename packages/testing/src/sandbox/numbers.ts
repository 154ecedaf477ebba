import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * A phone number as OptimalDial counts it.
 *
 * @returns E.164, or `undefined` where it cannot be parsed, or is not of the US or Canada
 */
export function toE164(text: string): string | undefined {
  const [, bracketed, bare, exchange, line] = USUAL.exec(text) ?? [];
  const area = bracketed ?? bare;
  if (area === undefined || exchange === undefined || line === undefined) return parse(text);
  const block = area + exchange;
  let counts = blocks.get(block);
  if (counts === undefined) {
    counts = parse(text) !== undefined;
    blocks.set(block, counts);
  }
  return counts ? `+1${block}${line}` : undefined;
}

// The shapes that most lists have: +14155550123, (415) 555-0123, 415-555-0123, 1 415 555 0123.
const USUAL = /^(?:\+?1[ .-]?)?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)[ .-]?)([2-9]\d\d)[ .-]?(\d{4})$/;

// Whether the numbers of a block count, which the first six digits decide: a test holds the library's
// metadata to that. So a list of a quarter of a million takes a second, not several.
const blocks = new Map<string, boolean>();

function parse(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text, 'US');
  const counts = number?.isValid() === true && (number.country === 'US' || number.country === 'CA');
  return counts ? number.number : undefined;
}

/** What the sandbox says of a number: always the same for the same one. A third is likely to answer. */
export function classify(e164: string): 'Likely Answer' | 'Likely Voicemail' {
  let hash = 0x811c9dc5;
  for (let at = 0; at < e164.length; at++) hash = Math.imul(hash ^ e164.charCodeAt(at), 0x01000193) >>> 0;
  return hash % 3 === 0 ? 'Likely Answer' : 'Likely Voicemail';
}
