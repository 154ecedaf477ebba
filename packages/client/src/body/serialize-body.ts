import { lastSegment } from './filename.ts';
import { isBlob } from './is-blob.ts';
import type { Form } from './multipart.ts';
import { isRecord } from '../is-record.ts';

/** A body as it is handed on: JSON, a form, or a stream of the caller's own. */
export type Body = string | FormBody | ReadableStream | undefined;

/** A form, and how many bytes its files have. */
export interface FormBody {
  readonly form: Form;
  readonly fileBytes: number;
}

/** Writes a body as the spec has it: as a form if there is a file in it, else as JSON. */
export function serializeBody(body: unknown): Body {
  if (body instanceof ReadableStream) return body;
  if (isFormData(body)) return formBody([...body.entries()]);
  if (!isRecord(body) || !Object.values(body).some(isBlob)) return JSON.stringify(body);
  return formBody(Object.entries(body));
}

/** Whether a serialized body is a form. */
export function isForm(body: Body): body is FormBody {
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
