declare const process: { env: Record<string, string | undefined> } | undefined;

/** Reads an environment variable; `undefined` if it's missing or empty, or the runtime has no environment. */
export function environment(name: string): string | undefined {
  return (typeof process === 'undefined' ? undefined : process.env[name]) || undefined;
}
