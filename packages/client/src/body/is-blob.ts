import { isRecord } from '../is-record.ts';

/**
 * Whether a value is a Blob or File whose content can be streamed. Checked by shape: test tools and other
 * implementations have their own classes.
 */
export function isBlob(value: unknown): value is Blob {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value['size']) &&
    typeof value['type'] === 'string' &&
    typeof value['stream'] === 'function'
  );
}
