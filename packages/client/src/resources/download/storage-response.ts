/** Where to resume a download. */
export interface Resume {
  /** Number of bytes that you already have. */
  readonly from: number;
  /**
   * `etag` of the response that the bytes are from. Without an ETag, or with a weak one (`W/"…"`), the whole
   * file is sent, because it may have changed.
   */
  readonly etag?: string | undefined;
}

/** A range that can be appended to earlier bytes. */
interface Range {
  readonly from: number;
  readonly etag: string;
}

/** Returns the range to request. Only a strong ETag proves that two parts belong to the same file. */
export function rangeOf(resume: Resume | undefined): Range | undefined {
  if (resume === undefined || resume.from === 0) return undefined;
  const { from, etag } = resume;
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? { from, etag } : undefined;
}

/** Status and headers of a response of the storage. */
export interface Head {
  /** Length of the body in bytes; `undefined` if unknown. */
  readonly length: number | undefined;
  /** Headers of the body after `fetch` has decoded it. */
  readonly headers: Headers;
  /** What the response contains instead of the file; `undefined` if it can be the file. */
  readonly unexpected: string | undefined;
}

// Encodings that every `fetch` decodes, and those that only some decode.
const DECODED = /^(?:\s*(?:(?:x-)?gzip|deflate|br)\s*(?:,|$))+$/i;
const UNSURE = /\b(?:zstd|compress|dc[bz]|lz4|gzip|deflate|br)\b/i;
const DOCUMENT = /^[^;]*[/+]x?(?:html|ml|json|pdf)\b|^(?:image|multipart)\//i;
// Headers of the connection and of the encoded body.
const CONNECTION_HEADERS = ['connection', 'keep-alive', 'transfer-encoding'];
const ENCODING_HEADERS = [
  'content-encoding',
  'content-length',
  'etag',
  'accept-ranges',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
];

/** Reads the headers of a 200, or of a 206 for the requested range. */
export function readHead(response: Response, range: Range | undefined): Head {
  // Not `new Headers(…)`, which doesn't accept the headers of every implementation of `fetch`.
  const headers = new Headers();
  response.headers.forEach((value, name) => headers.append(name, value));
  const encoding = headers.get('content-encoding') ?? '';
  const isDecoded = DECODED.test(encoding);
  const removed = isDecoded ? [...CONNECTION_HEADERS, ...ENCODING_HEADERS] : CONNECTION_HEADERS;
  for (const name of removed) headers.delete(name);

  const contentLength = headers.get('content-length') ?? '';
  let length = /^\d+$/.test(contentLength) ? Number(contentLength) : undefined;
  let unexpected: string | undefined;
  if (!isDecoded && UNSURE.test(encoding)) unexpected = 'a content encoding that was not requested';
  else if (DOCUMENT.test(headers.get('content-type') ?? '')) unexpected = UNEXPECTED_DOCUMENT;
  else if (response.status === 206) {
    length = range && !isDecoded ? rangeLength(headers, range) : undefined;
    if (length === undefined) unexpected = 'a range that was not requested';
  }
  return { length, headers, unexpected };
}

export const UNEXPECTED_DOCUMENT = 'an HTML, XML or JSON document instead of the file';

/** Returns the length of a part in bytes if it starts at the requested byte of the same file. */
function rangeLength(headers: Headers, { from, etag }: Range): number | undefined {
  const parts = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(headers.get('content-range')?.trim() ?? '');
  if (parts === null || (headers.get('etag') ?? etag) !== etag) return undefined;
  const [start, end] = [Number(parts[1]), Number(parts[2])];
  const isRequested = start === from && end >= start && !(end >= Number(parts[3]));
  return isRequested ? end - start + 1 : undefined;
}
