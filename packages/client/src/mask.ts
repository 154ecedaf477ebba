// Bounded, and without a look at what stands before: a server decides how long these texts are.
const URLS = /[a-z][a-z0-9+.-]{0,30}:(?:\\?\/){2}\S+|\S{0,200}(?:%3A%2F%2F|%3D)\S*/gi;
const QUERIES = /[^\s?]{0,300}\?[^\s=]{1,100}=\S*/g;
const KEYS = /od_[a-z0-9]{1,20}_[\w-]+/gi;
// Seven or more digits, of any script and however they are grouped: what a phone number looks like.
const DIGIT_RUNS = /\+?\(?\p{Nd}(?:[\s()./_·\p{Pd}-]{0,3}\p{Nd}){6,}/gu;

/** Hides keys, URLs and runs of digits in a text that came from elsewhere and goes into a message. */
export function mask(text: string): string {
  return text
    .replaceAll(KEYS, '[key]')
    .replaceAll(URLS, '[url]')
    .replaceAll(QUERIES, '[url]')
    .replaceAll(DIGIT_RUNS, '[number]');
}

/** The text, where there is nothing in it to hide. */
export function harmless(text: string): string | undefined {
  return mask(text) === text ? text : undefined;
}
