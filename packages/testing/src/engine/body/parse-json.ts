import { randomUUID } from 'node:crypto';
import { outlineJson, type JsonList } from './json-outline.ts';
import { isRecord } from '../../is-record.ts';
import { UnreadableBody } from './unreadable-body.ts';
import { yieldToOthers } from '../../yield-to-event-loop.ts';

const MAX_REST_BYTES = 1_048_576;

/**
 * Parses JSON and lets the event loop run in between: the long lists of the root object are parsed in
 * pieces, and the rest of it may have 1 MB.
 *
 * @throws UnreadableBody if it is over a limit
 * @throws SyntaxError if it isn't JSON
 */
export async function parseJson(raw: Buffer): Promise<unknown> {
  const lists = await outlineJson(raw);
  const inLists = lists.reduce((sum, { start, end }) => sum + end - start, 0);
  if (raw.length - inLists > MAX_REST_BYTES) {
    throw new UnreadableBody(413, 'The request has over 1 MB of JSON beside its list of numbers');
  }
  // In place of each list stands a mark that nothing else in the body can be.
  const mark = randomUUID();
  let rest = '';
  let at = 0;
  for (const [index, { start, end }] of lists.entries()) {
    rest += `${raw.toString('utf8', at, start)}"${mark}${index}"`;
    at = end;
  }
  const root: unknown = JSON.parse(rest + raw.toString('utf8', at));
  if (lists.length === 0 || !isRecord(root)) return root;
  const parsed = new Map<unknown, unknown[]>();
  for (const [index, list] of lists.entries()) parsed.set(`${mark}${index}`, await parseList(raw, list));
  for (const [name, value] of Object.entries(root)) {
    const found = Array.isArray(value) ? parsed.get(value[0]) : undefined;
    // A list named __proto__ is a property of its own here, as JSON.parse makes it.
    if (found !== undefined) root[name] = found;
  }
  return root;
}

async function parseList(raw: Buffer, { start, end, cuts }: JsonList): Promise<unknown[]> {
  const entries: unknown[] = [];
  let at = start;
  for (const to of [...cuts, end]) {
    const piece: unknown = JSON.parse(`[${raw.toString('utf8', at, to)}]`);
    // A cut is a comma: nothing between two of them isn't JSON.
    if (!Array.isArray(piece) || piece.length === 0) throw new SyntaxError('An entry is missing.');
    for (const entry of piece) entries.push(entry);
    at = to + 1;
    await yieldToOthers();
  }
  return entries;
}

const LISTS = [
  ['phone_numbers', 'a string', (entry: unknown) => typeof entry === 'string'],
  ['contacts', 'an object', (entry: unknown) => isRecord(entry) && !Array.isArray(entry)],
] as const;
const MAX_SHOWN = 1000;

/**
 * The body as the engine checks it: of a long list the first 1,000 entries, because checking all of them
 * would block the event loop. Here the type of the others is checked, which is all that the spec says.
 *
 * @throws UnreadableBody if an entry has another type
 */
export function shorten(body: unknown): unknown {
  if (!isRecord(body)) return body;
  let shown = body;
  for (const [name, type, fits] of LISTS) {
    const list = body[name];
    if (!Array.isArray(list) || list.length <= MAX_SHOWN) continue;
    const odd = list.findIndex((entry, index) => index >= MAX_SHOWN && !fits(entry));
    if (odd !== -1) throw new UnreadableBody(400, `body.${name}.${odd} must be ${type}`);
    shown = { ...shown, [name]: list.slice(0, MAX_SHOWN) };
  }
  return shown;
}
