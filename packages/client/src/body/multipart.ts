import { isBlob } from './is-blob.ts';

/** Form fields in order. A file is a Blob with the filename to send. */
export type Form = readonly (readonly [name: string, value: string | Blob, filename?: string])[];

/** A form as `multipart/form-data`. */
export interface Multipart {
  /** Media type, with the boundary. */
  readonly type: string;
  readonly parts: readonly (string | Blob)[];
}

/**
 * Encodes a form as `multipart/form-data`. FormData is not used: Node's fetch reads one without
 * back-pressure, and crashes the process with an uncatchable error if the response arrives before the body
 * has been sent.
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

// The escaping that browsers use, so that a name can't end the quotes or the line.
const escape = (name: string): string => name.replaceAll(/[\n\r"]/g, encodeURIComponent);

const mediaType = ({ type }: Blob): string =>
  /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[\t\u0020-\u007e]*)?$/.test(type) ? type : 'application/octet-stream';
