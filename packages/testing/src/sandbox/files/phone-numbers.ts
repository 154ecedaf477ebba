import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * Normalizes a phone number to E.164.
 *
 * @returns `undefined` if it can't be parsed, or isn't a US or Canadian number
 */
export function toE164(text: string): string | undefined {
  // Too few digits. The library takes a while to find that out.
  if (text.length < 10) return undefined;
  const [, bracketed, bare, exchange, line] = USUAL.exec(text) ?? [];
  const area = bracketed ?? bare;
  if (area === undefined || exchange === undefined || line === undefined) {
    const digits = integerOf(text);
    return digits === undefined ? parse(text) : toE164(digits);
  }
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

// Whether the numbers of a block are valid, which the first six digits decide: a test checks that against
// the library. It makes a list of 250,000 numbers several times faster.
const blocks = new Map<string, boolean>();

function parse(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text, 'US');
  const counts = number?.isValid() === true && (number.country === 'US' || number.country === 'CA');
  return counts ? number.number : undefined;
}

// How spreadsheets and data frames write a number that they took for an amount. Excel's own short form,
// 4.15555E+09, has lost digits: six or more behind the point show that none were rounded away.
const DECIMAL = /^\s*\+?(\d{10,11})\.0+\s*$/;
const SCIENTIFIC = /^\s*\+?(\d)\.(\d{6,})e\+?0?(9|10)\s*$/i;

/** The digits of a whole number that was written as a decimal or in scientific notation. */
function integerOf(text: string): string | undefined {
  const decimal = DECIMAL.exec(text)?.[1];
  if (decimal !== undefined) return decimal;
  const [, first, fraction, exponent] = SCIENTIFIC.exec(text) ?? [];
  if (first === undefined || fraction === undefined) return undefined;
  const length = Number(exponent) + 1;
  const digits = `${first}${fraction}`.padEnd(length, '0');
  return /^0*$/.test(digits.slice(length)) ? digits.slice(0, length) : undefined;
}

/** The sandbox's classification of a number, always the same for the same number. A third are likely to answer. */
export function classify(e164: string): 'Likely Answer' | 'Likely Voicemail' {
  let hash = 0x811c9dc5;
  for (let at = 0; at < e164.length; at++) hash = Math.imul(hash ^ e164.charCodeAt(at), 0x01000193) >>> 0;
  return hash % 3 === 0 ? 'Likely Answer' : 'Likely Voicemail';
}
