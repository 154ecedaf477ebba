import { isBlob } from './is-blob.ts';

/** A form: fields in order, a file as a Blob with the name that it is sent under. */
export type Form = readonly (readonly [name: string, value: string | Blob, filename?: string])[];

/** A form as it goes over the network. */
export interface Multipart {
  /** Media type, with the boundary. */
  readonly type: string;
  readonly parts: readonly (string | Blob)[];
}

/**
 * Writes a form as `multipart/form-data`. Not as a FormData: Node's fetch reads one without back-pressure,
 * and ends the process with an error that nobody can catch if the response comes before the body has ended.
 */
export function multipart(form: Form): Multipart {
  const boundary = `form-${crypto.randomUUID()}`;
  const parts = form.flatMap(([name, value, filename = '']) => {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(name)}"`;
    return isBlob(value)
      ? [
          `${head}; filename="${escape(filename)}"\r\nContent-Type: ${mediaType(value)}\r\n\r\n`,
          value,
          '\r\n',
        ]
      : [`${head}\r\n\r\n${value.replaceAll(/\r?\n|\r/g, '\r\n')}\r\n`];
  });
  return { type: `multipart/form-data; boundary=${boundary}`, parts: [...parts, `--${boundary}--\r\n`] };
}

// As browsers write names: nothing of them can end the line or the quotes.
const escape = (name: string): string => name.replaceAll(/[\n\r"]/g, encodeURIComponent);

const mediaType = ({ type }: Blob): string =>
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[\t\u0020-\u007e]*)?$/.test(type) ? type : 'application/octet-stream';
