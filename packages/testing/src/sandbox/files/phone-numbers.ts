import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * Normalizes a phone number to E.164.
 *
 * @returns `undefined` if it can't be parsed, or isn't a US or Canadian number
 */
export function toE164(text: string): string | undefined {
  // No valid number is shorter, and parsing takes a thousand times longer than this check.
  if (text.length < 10) return undefined;
  const number = parsePhoneNumberFromString(integerOf(text) ?? text, 'US');
  const isValid = number?.isValid() === true && (number.country === 'US' || number.country === 'CA');
  return isValid ? number.number : undefined;
}

// Spreadsheets and data frames write a number that they parsed as a float in these ways. Excel's short form,
// 4.15555E+09, has lost digits: six or more decimals show that none were rounded away.
const DECIMAL = /^\s*\+?(\d{10,11})\.0+\s*$/;
const SCIENTIFIC = /^\s*\+?(\d)\.(\d{6,})e\+?0?(9|10)\s*$/i;

/** The digits of an integer in decimal or scientific notation. */
function integerOf(text: string): string | undefined {
  const decimal = DECIMAL.exec(text)?.[1];
  if (decimal !== undefined) return decimal;
  const [, first, fraction, exponent] = SCIENTIFIC.exec(text) ?? [];
  if (first === undefined || fraction === undefined) return undefined;
  const length = Number(exponent) + 1;
  const digits = `${first}${fraction}`.padEnd(length, '0');
  return /^0*$/.test(digits.slice(length)) ? digits.slice(0, length) : undefined;
}

/** Classifies a number by its hash, so that the same number always has the same result. A third are likely to answer. */
export function classify(e164: string): 'Likely Answer' | 'Likely Voicemail' {
  let hash = 0x811c9dc5;
  for (let at = 0; at < e164.length; at++) hash = Math.imul(hash ^ e164.charCodeAt(at), 0x01000193) >>> 0;
  return hash % 3 === 0 ? 'Likely Answer' : 'Likely Voicemail';
}
