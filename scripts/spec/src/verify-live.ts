/**
 * Compares the live API with the spec. Calls every read operation, which changes nothing and is free of
 * charge. Prints where responses differ, but none of their values.
 *
 *   OPTIMALDIAL_API_KEY=… pnpm --filter @optimaldial/spec-tools verify:live
 *
 * Exit codes: 0 if nothing differs, 1 if something does, 2 if a call failed or returned an error.
 */
import { serverUrl } from '@optimaldial/types';
import { verify, type Verdict } from './verify-live/verify.ts';

const DIFFERS = 1;
const FAILED = 2;

const apiKey = process.env['OPTIMALDIAL_API_KEY'];
const baseUrl = (process.env['OPTIMALDIAL_BASE_URL'] || serverUrl).replace(/\/$/, '');
if (!apiKey) {
  console.error(
    'Set OPTIMALDIAL_API_KEY to a key with uploads:read and webhooks:manage. Nothing was called.',
  );
  process.exitCode = FAILED;
} else {
  try {
    report(await verify({ baseUrl, apiKey }));
  } catch (error) {
    // Don't print the message: it could contain the key.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : name(cause);
    console.error(`Could not call ${new URL(baseUrl).origin} (${code}).`);
    process.exitCode = FAILED;
  }
}

function name(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function report({ differences, called, skipped, refused }: Verdict): void {
  const calls = [...called.values()].reduce((sum, one) => sum + one, 0);
  for (const { operation, status, at, what } of differences) {
    console.log(`✗ ${operation} ${status}${at === '' ? '' : ` ${at}`}: ${what}`);
  }
  for (const [operation, status] of refused) {
    console.log(`✗ ${operation} returned ${status}, so its data could not be compared`);
  }
  for (const [operation, why] of skipped) console.log(`- ${operation} was not called: ${why}`);
  console.log(
    `Compared ${called.size} operations in ${calls} calls; ${differences.length} differences from the spec.`,
  );
  if (differences.length > 0) process.exitCode = DIFFERS;
  else if (refused.size > 0) process.exitCode = FAILED;
}
