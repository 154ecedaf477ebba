import { isRecord } from '../../is-record.ts';
/**
 * The body of a response of any `fetch`: a web stream, a Node stream as node-fetch has, or none, as in
 * React Native.
 */
export function piecesOf(response) {
  const body = response.body;
  if (isWebStream(body)) {
    const reader = body.getReader();
    return { next: () => reader.read(), cancel: (reason) => reader.cancel(reason) };
  }
  // A Node stream that is aborted before it is read emits an error, which ends the process if unheard.
  if (isEmitter(body)) body.on('error', () => undefined);
  const pieces = (isIterable(body) ? body : whole(response))[Symbol.asyncIterator]();
  return {
    next: () => pieces.next(),
    // Aborting the request is what ends it: this would wait for a piece that may never come.
    cancel: async () => void pieces.return?.().catch(() => undefined),
  };
}
async function* whole(response) {
  yield new Uint8Array(await response.arrayBuffer());
}
function isWebStream(body) {
  return isRecord(body) && typeof body['getReader'] === 'function';
}
function isIterable(body) {
  return isRecord(body) && Symbol.asyncIterator in body;
}
function isEmitter(body) {
  return isRecord(body) && typeof body['on'] === 'function';
}
