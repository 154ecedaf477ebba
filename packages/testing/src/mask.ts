const KEY = /\bod_[a-z0-9]+_[\w-]+/gi;

/** A text with `[key]` in place of every key in it, wherever a caller put one by mistake. */
export function maskKeys(text: string): string {
  return text.replaceAll(KEY, '[key]');
}
