import { isRecord } from '../../is-record.ts';
import { redact, redactField } from './redact.ts';
import { yieldToEventLoop } from '../../yield-to-event-loop.ts';

const ENTRIES_PER_YIELD = 1000;

/** Redacts a body without blocking the event loop. */
export async function redactBody(body: unknown): Promise<unknown> {
  if (!isRecord(body) || Array.isArray(body)) return redact(body);
  const fields: (readonly [string, unknown])[] = [];
  for (const [name, value] of Object.entries(body)) {
    const isLong = Array.isArray(value) && value.length > ENTRIES_PER_YIELD;
    const [safeName, redacted] = redactField(name, isLong ? [] : value);
    // A list with the name of a secret is redacted as a whole.
    fields.push([safeName, isLong && Array.isArray(redacted) ? await redactList(value) : redacted]);
  }
  return Object.fromEntries(fields);
}

async function redactList(list: readonly unknown[]): Promise<readonly unknown[]> {
  const redacted: unknown[] = [];
  let changed = false;
  for (const entry of list) {
    const safe = redact(entry);
    changed ||= !Object.is(safe, entry);
    redacted.push(safe);
    if (redacted.length % ENTRIES_PER_YIELD === 0) await yieldToEventLoop();
  }
  // A large list without secrets isn't copied.
  return changed ? redacted : list;
}
