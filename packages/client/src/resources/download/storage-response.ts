/** Where to resume a download. */
export interface Resume {
  /** Number of bytes that you already have. */
  readonly from: number;
  /**
   * `etag` of the response that the bytes came with. Without one, or with a weak one (`W/"…"`), nothing
   * proves that the file is still the same, and the whole file is sent.
   */
  readonly etag?: string | undefined;
}

/** A range that can be appended to earlier bytes. */
interface Range {
  readonly from: number;
  readonly etag: string;
}

/** The range to ask for: only a strong validator proves that two parts are of the same file. */
export function rangeOf(resume: Resume | undefined): Range | undefined {
  if (resume === undefined || resume.from === 0) return undefined;
  const { from, etag } = resume;
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? { from, etag } : undefined;
}

/** What the headers of a response of the storage say. */
export interface Head {
  /** Bytes that its body has; `undefined` if unknown. */
  readonly length: number | undefined;
  /** Headers that describe the body as it is read, which `fetch` has decoded. */
  readonly headers: Headers;
  /** Why this is not the file, if so. */
  readonly fault: string | undefined;
}

// Codings that every `fetch` decodes, and those that only some do.
const DECODED = /^(?:\s*(?:(?:x-)?gzip|deflate|br)\s*(?:,|$))+$/i;
const UNSURE = /\b(?:zstd|compress|dc[bz]|lz4|gzip|deflate|br)\b/i;
const PAGE = /^[^;]*[/+]x?(?:html|ml|json|pdf)\b|^(?:image|multipart)\//i;
// Headers of the connection, and of the encoded form.
const OF_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding'];
const OF_ENCODED = [
  'content-encoding',
  'content-length',
  'etag',
  'accept-ranges',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
];

/** Reads the headers of a 200, or of a 206 to a request for the range. */
export function readHead({ status, headers: given }: Response, range: Range | undefined): Head {
  // Not `new Headers(given)`: those of another `fetch` may be of a class of its own.
  const headers = new Headers();
  given.forEach((value, name) => headers.append(name, value));
  const coding = headers.get('content-encoding') ?? '';
  const encoded = DECODED.test(coding);
  for (const name of encoded ? [...OF_CONNECTION, ...OF_ENCODED] : OF_CONNECTION) headers.delete(name);

  const announced = headers.get('content-length') ?? '';
  let length = /^\d+$/.test(announced) ? Number(announced) : undefined;
  let fault: string | undefined;
  if (!encoded && UNSURE.test(coding)) fault = 'a content encoding that was not requested';
  else if (PAGE.test(headers.get('content-type') ?? '')) fault = PAGE_FAULT;
  else if (status === 206) {
    length = range && !encoded ? rangeLength(headers, range) : undefined;
    if (length === undefined) fault = 'a part of a file that was not requested';
  }
  return { length, headers, fault };
}

/** What such a document is called in an error. */
export const PAGE_FAULT = 'an HTML, XML or JSON document instead of the file';

/** Bytes of a part that starts where it was asked for, in the same file. */
function rangeLength(headers: Headers, { from, etag }: Range): number | undefined {
  const parts = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(headers.get('content-range')?.trim() ?? '');
  if (parts === null || (headers.get('etag') ?? etag) !== etag) return undefined;
  const [start, end] = [Number(parts[1]), Number(parts[2])];
  const fits = start === from && end >= start && !(end >= Number(parts[3]));
  return fits ? end - start + 1 : undefined;
}
