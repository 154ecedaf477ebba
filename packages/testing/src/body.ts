import { MockError } from './mock-error.ts';

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

/** Reads the body of a request. Never rejects for what is in it. */
export async function parseBody(request: Request): Promise<ParsedBody> {
  const raw = Buffer.from(await request.arrayBuffer());
  const type = request.headers.get('content-type') ?? '';
  const parsed = { body: undefined, checked: undefined, type, bytes: raw.length, unreadable: undefined };
  if (raw.length === 0) return parsed;
  try {
    if (/^multipart\/form-data\b/i.test(type)) return { ...parsed, ...(await readForm(raw, type)) };
    const body: unknown = /[/+]json\b/i.test(type) ? JSON.parse(raw.toString()) : raw.toString();
    return { ...parsed, body, checked: body };
  } catch {
    const unreadable = new MockError('unreadable_request', `The body of the request is no valid ${type}.`);
    return { ...parsed, body: raw.toString(), unreadable };
  }
}

// The platform reads the form. The engine would read it byte by byte, and a part without a media type
// would bring it down, so it is shown a form of our own, with a word in place of each file.
async function readForm(
  raw: Buffer<ArrayBuffer>,
  type: string,
): Promise<Pick<ParsedBody, 'body' | 'checked' | 'type'>> {
  const form = await new Response(raw, { headers: { 'content-type': type } }).formData();
  const fields = [...form];
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
