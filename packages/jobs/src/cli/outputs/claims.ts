import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Stores that a job writes to these paths. Without that, a process that was killed after it saved a file
 * couldn't replace the file.
 */
export async function claimOutputs(state: string, key: string, paths: readonly string[]): Promise<void> {
  const known = await readClaims(state);
  const lines = paths
    .filter((path) => known.findLast(([, claimed]) => claimed === path)?.[0] !== key)
    .map((path) => `\n${JSON.stringify([key, path])}\n`);
  if (lines.length > 0) await appendFile(claimsFile(state), lines.join(''), { mode: 0o600 });
}

/** The key of a job, and a path that it writes to. */
export type Claim = readonly [key: string, path: string];

/** All claims, the oldest first. */
export async function readClaims(state: string): Promise<Claim[]> {
  const text = await readFile(claimsFile(state), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const claim = parseClaim(line);
    return claim === undefined ? [] : [claim];
  });
}

/** Parses a line. A process that was killed may have written half of it. */
function parseClaim(line: string): Claim | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const [key, path]: readonly unknown[] = Array.isArray(value) ? Array.from<unknown>(value) : [];
    return typeof key === 'string' && typeof path === 'string' ? [key, path] : undefined;
  } catch {
    return undefined;
  }
}

function claimsFile(state: string): string {
  return join(state, 'outputs.jsonl');
}
