import { randomUUID } from 'node:crypto';
import { outlineJson, type JsonList } from './json-outline.ts';
import { isRecord } from '../../is-record.ts';
import { UnreadableBody } from '../errors/unreadable-body.ts';
import { yieldToEventLoop } from '../../yield-to-event-loop.ts';

const MAX_REST_BYTES = 1_048_576;

/**
 * Parses JSON without blocking the event loop: large lists in the root object are parsed in pieces, and
 * the rest is limited to 1 MB.
 *
 * @throws UnreadableBody if it exceeds a limit
 * @throws SyntaxError if it isn't JSON
 */
export async function parseJson(raw: Buffer): Promise<unknown> {
  const lists = await outlineJson(raw);
  const inLists = lists.reduce((sum, { start, end }) => sum + end - start, 0);
  if (raw.length - inLists > MAX_REST_BYTES) {
    throw new UnreadableBody(413, 'The request body has over 1 MB of JSON besides its lists');
  }
  // Each list is replaced by a unique marker.
  const marker = randomUUID();
  let rest = '';
  let at = 0;
  for (const [index, { start, end }] of lists.entries()) {
    rest += `${raw.toString('utf8', at, start)}"${marker}${index}"`;
    at = end;
  }
  const root: unknown = JSON.parse(rest + raw.toString('utf8', at));
  if (lists.length === 0 || !isRecord(root)) return root;
  const parsed = new Map<unknown, unknown[]>();
  for (const [index, list] of lists.entries()) parsed.set(`${marker}${index}`, await parseList(raw, list));
  for (const [name, value] of Object.entries(root)) {
    const found = Array.isArray(value) ? parsed.get(value[0]) : undefined;
    // JSON.parse created the property, so that assigning to __proto__ is safe.
    if (found !== undefined) root[name] = found;
  }
  return root;
}

async function parseList(raw: Buffer, { start, end, cuts }: JsonList): Promise<unknown[]> {
  const entries: unknown[] = [];
  let at = start;
  for (const to of [...cuts, end]) {
    const piece: unknown = JSON.parse(`[${raw.toString('utf8', at, to)}]`);
    // Two commas in a row aren't JSON.
    if (!Array.isArray(piece) || piece.length === 0) throw new SyntaxError('An entry is missing.');
    for (const entry of piece) entries.push(entry);
    at = to + 1;
    await yieldToEventLoop();
  }
  return entries;
}

const LISTS = [
  ['phone_numbers', 'a string', (entry: unknown) => typeof entry === 'string'],
  ['contacts', 'an object', (entry: unknown) => isRecord(entry) && !Array.isArray(entry)],
] as const;
const MAX_VALIDATED = 1000;

/**
 * Shortens the long lists of a body to 1,000 entries, because validating all of them would block the event
 * loop. The type of the other entries is checked here; the spec has no other rule for them.
 *
 * @throws UnreadableBody if an entry has the wrong type
 */
export function shorten(body: unknown): unknown {
  if (!isRecord(body)) return body;
  let shortened = body;
  for (const [name, type, fits] of LISTS) {
    const list = body[name];
    if (!Array.isArray(list) || list.length <= MAX_VALIDATED) continue;
    const wrong = list.findIndex((entry, index) => index >= MAX_VALIDATED && !fits(entry));
    if (wrong !== -1) throw new UnreadableBody(400, `body.${name}.${wrong} must be ${type}`);
    shortened = { ...shortened, [name]: list.slice(0, MAX_VALIDATED) };
  }
  return shortened;
}
