/** Preferences of a `Prefer` header. */
export interface Preferences {
  readonly code: string | undefined;
  readonly example: string | undefined;
}

const OWN: readonly string[] = ['code', 'example', 'dynamic', 'seed'];
// A token, optionally with a value that may be quoted; RFC 7240 allows white space around each part.
const PART = /\s*([\w!#$%&*+.^`|~-]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;"]*))?\s*([,;]|$)/gy;

/**
 * Reads the preferences of Prism's own server from a `Prefer` header. Other preferences, such as
 * `return=minimal`, are ignored (RFC 7240). So are `dynamic` and `seed`: responses come from examples.
 *
 * @returns `undefined` if it has neither `code` nor `example`
 */
export function readPrefer(header: string): Preferences | undefined {
  const found = new Map<string, string>();
  // After “;” follows a parameter of the preference before it. Clients often separate preferences by it too.
  let ours = true;
  let separator = ',';
  for (const [, token = '', value = '', end = ''] of header.matchAll(PART)) {
    const name = token.toLowerCase();
    if (separator === ',') ours = OWN.includes(name);
    // The first one wins.
    if (ours && !found.has(name)) found.set(name, unquote(value));
    separator = end;
  }
  const [code, example] = [found.get('code'), found.get('example')];
  return code === undefined && example === undefined ? undefined : { code, example };
}

function unquote(value: string): string {
  const [, double, single] = /^(?:"(.*)"|'(.*)')$/s.exec(value) ?? [];
  return double?.replaceAll(/\\(.)/gs, '$1') ?? single ?? value;
}
