import { parseForm, type FormFields } from './parse-form.ts';
import { parseJson, shorten } from './parse-json.ts';
import { readFlag } from './read-flag.ts';
import { UnreadableBody } from './unreadable-body.ts';

/** A body, read whole. */
export interface ParsedBody {
  /** What is kept of it: parsed if it is JSON or a form, else the beginning of its text; `undefined` without one. */
  readonly body: unknown;
  /** What the engine is shown of it. */
  readonly checked: unknown;
  /** The media type that goes with `checked`. */
  readonly type: string;
  /** Size of the body, in bytes; of a form the size of what the engine is shown. */
  readonly bytes: number;
  /** Why it can't be read, if it can't. */
  readonly unreadable: UnreadableBody | undefined;
}

const BOUNDARY = 'optimaldial-mock';
const MAX_BYTES = 104_857_600 + 65_536;
const MAX_TEXT = 1_048_576;
// A chunk costs more than its bytes: a body sent byte by byte must not take a hundred times its size.
const MAX_CHUNKS = 1024;

/** Reads the body of a request. Never rejects because of what is in it. */
export async function parseBody(request: Request): Promise<ParsedBody> {
  const type = request.headers.get('content-type') ?? '';
  const none = { body: undefined, checked: undefined, type, bytes: 0, unreadable: undefined };
  if (request.body === null) return none;
  try {
    const encoding = request.headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity') {
      throw new UnreadableBody(422, `The request body is encoded (${encoding}); send it unencoded`);
    }
    if (/^multipart\/form-data\b/i.test(type))
      return { ...none, ...show(await parseForm(request.body, type)) };
    const raw = await readWhole(request.body);
    if (raw.length === 0) return none;
    const parsed = { ...none, bytes: raw.length };
    if (!/[/+]json\b/i.test(type)) {
      const text = raw.toString('utf8', 0, MAX_TEXT);
      return { ...parsed, body: text, checked: text };
    }
    const body = await readJson(raw);
    if (body instanceof UnreadableBody) {
      return { ...parsed, body: raw.toString('utf8', 0, MAX_TEXT), unreadable: body };
    }
    return { ...parsed, body, checked: shorten(body) };
  } catch (error) {
    if (error instanceof UnreadableBody) return { ...none, unreadable: error };
    throw error;
  }
}

/** Parses JSON, or gives the reason why it can't be read. */
async function readJson(raw: Buffer): Promise<unknown> {
  try {
    return await parseJson(raw);
  } catch (error) {
    if (error instanceof UnreadableBody) return error;
    if (!(error instanceof SyntaxError)) throw error;
    return new UnreadableBody(422, 'The request body is not valid JSON');
  }
}

async function readWhole(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const whole: Uint8Array[] = [];
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new UnreadableBody(413, 'The request body is over 100 MB');
    chunks.push(chunk);
    if (chunks.length < MAX_CHUNKS) continue;
    whole.push(Buffer.concat(chunks));
    chunks = [];
  }
  const [only, ...others] = [...whole, ...chunks];
  // One chunk needs no copy.
  return only !== undefined && others.length === 0
    ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
    : Buffer.concat([...whole, ...chunks]);
}

// The engine would read a form byte by byte, and a part without a media type would end the process. It is
// shown a form of our own, with a word in place of each file.
function show(fields: FormFields): Pick<ParsedBody, 'body' | 'checked' | 'type' | 'bytes'> {
  const parts = fields.map(([name, value]) => {
    const shown = typeof value !== 'string' ? 'file' : name === 'skip_mobile_lookup' ? flag(value) : value;
    const disposition = `form-data; name="${name.replaceAll(/["\r\n]/g, '_')}"`;
    return `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\nContent-Type: text/plain\r\n\r\n${shown}\r\n`;
  });
  const checked = `${parts.join('')}--${BOUNDARY}--\r\n`;
  return {
    body: Object.fromEntries(fields),
    checked,
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    bytes: Buffer.byteLength(checked),
  };
}

/** A boolean as the spec writes it; any other text unchanged, to be refused. */
const flag = (value: string): string => String(readFlag(value) ?? value);
