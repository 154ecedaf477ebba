import { lastSegment } from '../transport/filename.ts';
import { isBlob } from '../transport/is-blob.ts';
import { isRecord } from '../is-record.ts';
/** Writes a body as the spec has it: as a form if there is a file in it, else as JSON. */
export function serializeBody(body) {
  if (body instanceof ReadableStream) return body;
  if (isFormData(body)) return formBody([...body.entries()]);
  if (!isRecord(body) || !Object.values(body).some(isBlob)) return JSON.stringify(body);
  return formBody(Object.entries(body));
}
/** Whether a serialized body is a form. */
export function isForm(body) {
  return isRecord(body) && 'form' in body;
}
function formBody(entries) {
  const form = entries.flatMap(([name, value]) => {
    if (isBlob(value)) return [[name, value, lastSegment(value)]];
    if (value === undefined || value === null) return [];
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
  const fileBytes = form.reduce((sum, [, value]) => sum + (isBlob(value) ? value.size : 0), 0);
  return { form, fileBytes };
}
function isFormData(body) {
  return (
    isRecord(body) &&
    Object.prototype.toString.call(body) === '[object FormData]' &&
    typeof body['entries'] === 'function'
  );
}
