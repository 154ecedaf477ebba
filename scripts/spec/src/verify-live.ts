/**
 * Holds the live API to the description: asks every read, changes nothing and spends nothing. Says where
 * an answer differs, without any value of it.
 *
 *   OPTIMALDIAL_API_KEY=… node scripts/verify-live.ts
 *
 * Exit codes: 0 nothing differs; 1 something does; 2 a read could not be asked, or gave an error.
 */
import { serverUrl } from '@optimaldial/types';
import { verify, type Verdict } from './verify-live/verify.ts';

const DIFFERS = 1;
const NOT_ASKED = 2;

const apiKey = process.env['OPTIMALDIAL_API_KEY'];
const baseUrl = (process.env['OPTIMALDIAL_BASE_URL'] || serverUrl).replace(/\/$/, '');
if (!apiKey) {
  console.error('Set OPTIMALDIAL_API_KEY to a key with uploads:read and webhooks:manage. Nothing was asked.');
  process.exitCode = NOT_ASKED;
} else {
  try {
    report(await verify({ baseUrl, apiKey }));
  } catch (error) {
    // No message of a foreign error: it can hold a URL, or the key.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : name(cause);
    console.error(`${new URL(baseUrl).origin} could not be asked (${code}).`);
    process.exitCode = NOT_ASKED;
  }
}

function name(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function report({ differences, asked, missed, refused }: Verdict): void {
  const calls = [...asked.values()].reduce((sum, one) => sum + one, 0);
  for (const { operation, status, at, what } of differences) {
    console.log(`✗ ${operation} ${status}${at === '' ? '' : ` ${at}`}: ${what}`);
  }
  for (const [operation, status] of refused) {
    console.log(`✗ ${operation} answered ${status}, which proves nothing of its data`);
  }
  for (const [operation, why] of missed) console.log(`- ${operation} was not asked: ${why}`);
  console.log(
    `${asked.size} operations asked in ${calls} calls; ${differences.length} differences from the description.`,
  );
  if (differences.length > 0) process.exitCode = DIFFERS;
  else if (refused.size > 0) process.exitCode = NOT_ASKED;
}
