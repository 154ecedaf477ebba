import { MockError } from './mock-error.ts';
import { isRecord } from './record.ts';

/** A body, read whole. */
export interface ParsedBody {
  /** What is kept of it: parsed where it is JSON or a form, else as text; `undefined` where there is none. */
  readonly body: unknown;
  /** What the engine is shown of it. */
  readonly checked: unknown;
  /** The media type that goes with `checked`. */
  readonly type: string;
  /** Size as it was sent, in bytes. */
  readonly bytes: number;
  /** Why it cannot be read, where it cannot. */
  readonly unreadable: MockError | undefined;
}

const BOUNDARY = 'optimaldial-mock';

// As deep as the service's own reader of JSON goes; what is deeper would end in a stack that overflows.
const MOST_LEVELS = 1000;
// The parts of a form and the bytes of a text in it, as servers of the service's kind have them.
const MOST_PARTS = 1000;
const MOST_TEXT_BYTES = 1_048_576;

/** Reads the body of a request. Never rejects for what is in it. */
export async function parseBody(request: Request): Promise<ParsedBody> {
  const raw = Buffer.from(await request.arrayBuffer());
  const type = request.headers.get('content-type') ?? '';
  const parsed = { body: undefined, checked: undefined, type, bytes: raw.length, unreadable: undefined };
  if (raw.length === 0) return parsed;
  const unreadable = (why: string) => ({
    ...parsed,
    body: raw.toString(),
    unreadable: new MockError('unreadable_request', `The body of the request ${why}.`),
  });
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') return unreadable(`is encoded (${encoding}); send it plain`);
  try {
    if (/^multipart\/form-data\b/i.test(type)) {
      if (isCrowded(raw, type)) return unreadable(`has more than ${MOST_PARTS} parts`);
      const form = await readForm(raw, type);
      return form === undefined
        ? unreadable('has a text of more than 1 MB in a field')
        : { ...parsed, ...form };
    }
    if (!/[/+]json\b/i.test(type)) return { ...parsed, body: raw.toString(), checked: raw.toString() };
    const body: unknown = JSON.parse(raw.toString());
    if (isTooDeep(body)) return unreadable(`is nested deeper than ${MOST_LEVELS} levels`);
    return { ...parsed, body, checked: body };
  } catch {
    return unreadable(`is no valid ${type}`);
  }
}

function isTooDeep(body: unknown): boolean {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return true;
    level = level.filter(isRecord).flatMap((one) => Object.values(one));
  }
  return false;
}

/** Whether a form has so many parts that reading them would hold up everyone else. */
function isCrowded(raw: Buffer, type: string): boolean {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type)?.slice(1).find(Boolean);
  if (boundary === undefined) return false;
  let at = raw.indexOf(`--${boundary}`);
  for (let parts = 0; at !== -1; parts++) {
    if (parts > MOST_PARTS) return true;
    at = raw.indexOf(`--${boundary}`, at + 1);
  }
  return false;
}

// The platform reads the form. The engine would read it byte by byte, and a part without a media type
// would bring it down, so it is shown a form of our own, with a word in place of each file.
async function readForm(
  raw: Buffer<ArrayBuffer>,
  type: string,
): Promise<Pick<ParsedBody, 'body' | 'checked' | 'type'> | undefined> {
  const form = await new Response(raw, { headers: { 'content-type': type } }).formData();
  const fields = [...form];
  if (fields.some(([, value]) => typeof value === 'string' && value.length > MOST_TEXT_BYTES))
    return undefined;
  const parts = fields.map(([name, value]) => {
    const shown = typeof value === 'string' ? value : value.size > 0 ? 'file' : '';
    const disposition = `form-data; name="${name.replaceAll(/["\r\n]/g, '_')}"`;
    return `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\nContent-Type: text/plain\r\n\r\n${shown}\r\n`;
  });
  return {
    body: Object.fromEntries(fields),
    checked: `${parts.join('')}--${BOUNDARY}--\r\n`,
    type: `multipart/form-data; boundary=${BOUNDARY}`,
  };
}
