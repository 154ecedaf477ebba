/** A byte range; the end is exclusive. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Responds with a file, or with a byte range if the request has a `Range` header (RFC 9110). */
export function serveFile(
  { method, headers }: Pick<Request, 'method' | 'headers'>,
  file: Blob,
  etag: string,
): Response {
  const shared = { 'accept-ranges': 'bytes', etag };
  const condition = headers.get('if-range');
  const rangeHeader =
    method === 'GET' && (condition === null || condition === etag) ? headers.get('range') : null;
  const range = readRange(rangeHeader, file.size);
  if (range === 'unsatisfiable') {
    return new Response(null, {
      status: 416,
      headers: { ...shared, 'content-range': `bytes */${file.size}` },
    });
  }
  const { start, end } = range ?? { start: 0, end: file.size };
  const body =
    method === 'HEAD' ? null : range === undefined ? file.stream() : file.slice(start, end).stream();
  return new Response(body, {
    status: range === undefined ? 200 : 206,
    headers: {
      ...shared,
      'content-type': 'text/csv',
      'content-length': String(end - start),
      ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${file.size}` }),
    },
  });
}

/** Parses a `Range` header. Multiple ranges, other units and malformed headers are ignored, as RFC 9110 allows. */
function readRange(header: string | null, size: number): Range | 'unsatisfiable' | undefined {
  const [match, first = '', last = ''] = /^\s*bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '') ?? [];
  if (match === undefined || first + last === '') return undefined;
  // A suffix range: the last bytes of the file.
  if (first === '') {
    const start = Math.max(0, size - Number(last));
    return start < size ? { start, end: size } : 'unsatisfiable';
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size : Math.min(size, Number(last) + 1) };
}
