import { isRecord } from './record.ts';

/** Writes a body as the description has it: with a file in it as a form, else as JSON. */
export function serializeBody(body: unknown): FormData | string {
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

// Folders of the machine are nobody's business; and a nameless file would arrive as `blob`, which no one
// finds again and a server may take for no CSV.
function appendFile(form: FormData, name: string, file: Blob): void {
  const own = file instanceof File ? file.name : '';
  const sent = own.split(/[\\/]/).at(-1) || 'upload.csv';
  // A name of our own makes a copy, which would not read as `openFile` does.
  if (sent === own) form.append(name, file);
  else form.append(name, file, sent);
}
