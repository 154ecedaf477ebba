import { isRecord } from '../is-record.ts';
import { lastSegment } from './filename.ts';
import { isBlob } from './is-blob.ts';
import type { Form } from './multipart.ts';

/** A serialized body: JSON, a form, or a stream from the caller. */
export type RequestBody = string | FormBody | ReadableStream | undefined;

/** A form, and the total size of its files. */
export interface FormBody {
  readonly form: Form;
  readonly fileBytes: number;
}

/** Serializes a body as the spec describes it: as a form if it contains a file, otherwise as JSON. */
export function serializeBody(body: unknown): RequestBody {
  if (body instanceof ReadableStream) return body;
  if (isFormData(body)) return formBody([...body.entries()]);
  if (!isRecord(body) || !Object.values(body).some(isBlob)) return JSON.stringify(body);
  return formBody(Object.entries(body));
}

/** Whether a serialized body is a form. */
export function isForm(body: RequestBody): body is FormBody {
  return isRecord(body) && 'form' in body;
}

function formBody(entries: readonly (readonly [string, unknown])[]): FormBody {
  const form = entries.flatMap(([name, value]): Form => {
    if (isBlob(value)) return [[name, value, lastSegment(value)]];
    if (value === undefined || value === null) return [];
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
  const fileBytes = form.reduce((sum, [, value]) => sum + (isBlob(value) ? value.size : 0), 0);
  return { form, fileBytes };
}

function isFormData(body: unknown): body is FormData {
  return (
    isRecord(body) &&
    Object.prototype.toString.call(body) === '[object FormData]' &&
    typeof body['entries'] === 'function'
  );
}
