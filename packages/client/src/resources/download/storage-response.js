/** The range to ask for: only a strong validator proves that two parts are of the same file. */
export function rangeOf(resume) {
  if (resume === undefined || resume.from === 0) return undefined;
  const { from, etag } = resume;
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? { from, etag } : undefined;
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
export function readHead({ status, headers: given }, range) {
  // Not `new Headers(given)`: those of another `fetch` may be of a class of its own.
  const headers = new Headers();
  given.forEach((value, name) => headers.append(name, value));
  const coding = headers.get('content-encoding') ?? '';
  const encoded = DECODED.test(coding);
  for (const name of encoded ? [...OF_CONNECTION, ...OF_ENCODED] : OF_CONNECTION) headers.delete(name);
  const announced = headers.get('content-length') ?? '';
  let length = /^\d+$/.test(announced) ? Number(announced) : undefined;
  let fault;
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
function rangeLength(headers, { from, etag }) {
  const parts = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(headers.get('content-range')?.trim() ?? '');
  if (parts === null || (headers.get('etag') ?? etag) !== etag) return undefined;
  const [start, end] = [Number(parts[1]), Number(parts[2])];
  const fits = start === from && end >= start && !(end >= Number(parts[3]));
  return fits ? end - start + 1 : undefined;
}
