import { isRecord } from '../../is-record.ts';
import { redact, redactField } from './redact.ts';
import { yieldToOthers } from '../../yield-to-event-loop.ts';

const ENTRIES_PER_TURN = 1000;

/** Redacts a body as `redact` does, and lets the event loop run between the entries of a long list. */
export async function redactBody(body: unknown): Promise<unknown> {
  if (!isRecord(body) || Array.isArray(body)) return redact(body);
  const fields: (readonly [string, unknown])[] = [];
  for (const [name, value] of Object.entries(body)) {
    const isLong = Array.isArray(value) && value.length > ENTRIES_PER_TURN;
    const [shown, redacted] = redactField(name, isLong ? [] : value);
    // A list that is named like a secret is redacted as a whole.
    fields.push([shown, isLong && Array.isArray(redacted) ? await redactList(value) : redacted]);
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
    if (redacted.length % ENTRIES_PER_TURN === 0) await yieldToOthers();
  }
  // A large list without secrets isn't kept twice.
  return changed ? redacted : list;
}
