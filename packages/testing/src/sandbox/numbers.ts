import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * A phone number as OptimalDial counts it.
 *
 * @returns E.164, or `undefined` where it cannot be parsed, or is not of the US or Canada
 */
export function toE164(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text, 'US');
  const counts = number?.isValid() === true && (number.country === 'US' || number.country === 'CA');
  return counts ? number.number : undefined;
}

/** What the sandbox says of a number: always the same for the same one. A third is likely to answer. */
export function classify(e164: string): 'Likely Answer' | 'Likely Voicemail' {
  let hash = 0x811c9dc5;
  for (const digit of e164) hash = Math.imul(hash ^ digit.charCodeAt(0), 0x01000193) >>> 0;
  return hash % 3 === 0 ? 'Likely Answer' : 'Likely Voicemail';
}
