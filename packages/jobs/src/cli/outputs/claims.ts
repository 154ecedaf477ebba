import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Stores that a job writes to these paths. Without that, a process that was killed after it saved a file
 * couldn't replace the file.
 */
export async function claimOutputs(state: string, key: string, paths: readonly string[]): Promise<void> {
  const known = await readClaims(state, key);
  const lines = paths
    .filter((path) => !known.includes(path))
    .map((path) => `\n${JSON.stringify([key, path])}\n`);
  if (lines.length > 0) await appendFile(claimsFile(state), lines.join(''), { mode: 0o600 });
}

/** The paths that a job has claimed. */
export async function readClaims(state: string, key: string): Promise<string[]> {
  const text = await readFile(claimsFile(state), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const claim = parseClaim(line);
    return claim !== undefined && claim[0] === key ? [claim[1]] : [];
  });
}

/** Parses a line. A process that was killed may have written half of it. */
function parseClaim(line: string): readonly [key: string, path: string] | undefined {
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
