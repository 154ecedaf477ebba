import { MAX_BODY_BYTES } from './limits.ts';
import { parseForm, type FormFields } from './parse-form.ts';
import { parseJson, shorten } from './parse-json.ts';
import { readFlag } from './read-flag.ts';
import { UnreadableBody } from '../errors/unreadable-body.ts';

/** A request body. */
export interface ParsedBody {
  /** Parsed if it's JSON or a form, else the first 1 MB of its text; `undefined` without a body. */
  readonly body: unknown;
  /** The body that the engine validates. */
  readonly checked: unknown;
  /** Content type of `checked`. */
  readonly type: string;
  /** Size in bytes; for a form, the size of `checked`. */
  readonly bytes: number;
  /** Set if the body can't be read. */
  readonly unreadable: UnreadableBody | undefined;
}

const BOUNDARY = 'optimaldial-mock';
const MAX_TEXT = 1_048_576;
// A chunk takes more memory than its bytes, so many small chunks are merged.
const MAX_CHUNKS = 1024;

/** Reads the body of a request. An invalid body is returned as `unreadable`. */
export async function parseBody(request: Request): Promise<ParsedBody> {
  const type = request.headers.get('content-type') ?? '';
  const none = { body: undefined, checked: undefined, type, bytes: 0, unreadable: undefined };
  if (request.body === null) return none;
  try {
    const encoding = request.headers.get('content-encoding') ?? 'identity';
    if (encoding !== 'identity') {
      throw new UnreadableBody(
        422,
        `Content-Encoding "${encoding}" isn't supported; send the request body unencoded`,
      );
    }
    if (/^multipart\/form-data\b/i.test(type)) {
      return { ...none, ...summarize(await parseForm(request.body, type)) };
    }
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

/** Parses JSON. Returns an error that the caller should see. */
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
    if (bytes > MAX_BODY_BYTES) throw new UnreadableBody(413, 'The request body is over 100 MB');
    chunks.push(chunk);
    if (chunks.length < MAX_CHUNKS) continue;
    whole.push(Buffer.concat(chunks));
    chunks = [];
  }
  const [only, ...others] = [...whole, ...chunks];
  // A single chunk isn't copied.
  return only !== undefined && others.length === 0
    ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
    : Buffer.concat([...whole, ...chunks]);
}

// Prism reads a form byte by byte, and crashes on a part without a media type. It gets a form of our own,
// with a placeholder for each file.
function summarize(fields: FormFields): Pick<ParsedBody, 'body' | 'checked' | 'type' | 'bytes'> {
  const parts = fields.map(([name, value]) => {
    const text = typeof value !== 'string' ? 'file' : name === 'skip_mobile_lookup' ? flag(value) : value;
    const disposition = `form-data; name="${name.replaceAll(/["\r\n]/g, '_')}"`;
    return `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\nContent-Type: text/plain\r\n\r\n${text}\r\n`;
  });
  const checked = `${parts.join('')}--${BOUNDARY}--\r\n`;
  return {
    body: Object.fromEntries(fields),
    checked,
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    bytes: Buffer.byteLength(checked),
  };
}

/** A boolean as the spec has it. Any other text is unchanged, and fails validation. */
const flag = (value: string): string => String(readFlag(value) ?? value);
