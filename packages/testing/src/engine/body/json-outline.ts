import { MAX_ENTRIES } from './limits.ts';
import { UnreadableBody } from '../errors/unreadable-body.ts';
import { yieldToEventLoop } from '../../yield-to-event-loop.ts';

/** A large list in the root object of a JSON text; positions are in bytes. */
export interface JsonList {
  /** Position of its first entry. */
  readonly start: number;
  /** Position of its closing bracket. */
  end: number;
  /** Positions of commas between entries that split the list into pieces. */
  readonly cuts: number[];
}

// The limit of the service's own JSON parser.
const MAX_LEVELS = 1000;
const MAX_ENTRY_BYTES = 1_048_576;
// Minimum size of a piece, in bytes.
const PIECE = 262_144;
// Brackets, commas and strings to read before yielding to the event loop.
const TOKENS_PER_TURN = 100_000;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const STRUCTURE = new Uint8Array(256);
for (const byte of [QUOTE, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT]) STRUCTURE[byte] = 1;

/**
 * Finds the large lists of a JSON object without parsing it. Limits are checked before memory is
 * allocated, and the lists can be parsed in pieces.
 *
 * @throws UnreadableBody if it's nested too deep, or a list or one of its entries is too large
 */
export async function outlineJson(raw: Uint8Array): Promise<readonly JsonList[]> {
  const lists: JsonList[] = [];
  let list: JsonList | undefined;
  let depth = 0;
  let commas = 0;
  let entryStart = 0;
  let tokens = 0;

  const endEntry = (at: number): void => {
    if (at - entryStart > MAX_ENTRY_BYTES) {
      throw new UnreadableBody(413, 'A list in the request body has an entry over 1 MB');
    }
    entryStart = at + 1;
  };

  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] ?? 0;
    if (STRUCTURE[byte] === 0) continue;
    if (++tokens % TOKENS_PER_TURN === 0) await yieldToEventLoop();
    if (byte === QUOTE) at = endOfString(raw, at);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_LEVELS) {
        throw new UnreadableBody(422, `The request body is nested more than ${MAX_LEVELS} levels deep`);
      }
      if (depth !== 2 || byte === OPEN_OBJECT) continue;
      list = { start: at + 1, end: at + 1, cuts: [] };
      commas = 0;
      entryStart = at + 1;
    } else if (byte === COMMA) {
      if (list === undefined || depth !== 2) continue;
      endEntry(at);
      if (++commas === MAX_ENTRIES) {
        throw new UnreadableBody(413, 'The list has more than 250,000 entries');
      }
      if (at - (list.cuts.at(-1) ?? list.start) >= PIECE) list.cuts.push(at);
    } else {
      depth -= 1;
      if (depth !== 1 || list === undefined) continue;
      endEntry(at);
      list.end = at;
      // A small list needs no pieces.
      if (at - list.start >= PIECE) lists.push(list);
      list = undefined;
    }
  }
  return lists;
}

function endOfString(raw: Uint8Array, start: number): number {
  for (let end = raw.indexOf(QUOTE, start + 1); end !== -1; end = raw.indexOf(QUOTE, end + 1)) {
    let escapes = 0;
    while (raw[end - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return raw.length;
}
