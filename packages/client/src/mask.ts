const URLS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi;
const KEYS = /\bod_[a-z0-9]+_[\w-]+/gi;
// Seven or more digits, however they are grouped: what a phone number looks like.
const DIGIT_RUNS = /\+?\(?\d(?:[\s().-]{0,3}\d){6,}/g;

/** Hides keys, URLs and runs of digits in a text that came from elsewhere and goes into a message. */
export function mask(text: string): string {
  return text.replaceAll(URLS, '[url]').replaceAll(KEYS, '[key]').replaceAll(DIGIT_RUNS, '[number]');
}
