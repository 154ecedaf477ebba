import { lastSegment } from './filename.ts';
import { isRecord } from './record.ts';

/**
 * Writes a body as the description has it: with a file in it as a form, else as JSON. What the platform
 * sends as it is, a form or a stream of the caller's own, stays so.
 */
export function serializeBody(body: unknown): FormData | ReadableStream | string {
  if (body instanceof FormData || body instanceof ReadableStream) return body;
  if (!isRecord(body) || !Object.values(body).some((value) => value instanceof Blob))
    return JSON.stringify(body);
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (value instanceof Blob) appendFile(form, name, value);
    else if (typeof value === 'string') form.append(name, value);
    else if (value !== undefined && value !== null) form.append(name, JSON.stringify(value));
  }
  return form;
}

function appendFile(form: FormData, name: string, file: Blob): void {
  const sent = lastSegment(file);
  // A name of our own makes a copy, which would not read as `openFile` does.
  if (file instanceof File && file.name === sent) form.append(name, file);
  else form.append(name, file, sent);
}
