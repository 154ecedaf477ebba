import { isRecord } from '../is-record.ts';

/**
 * Whether a value is a Blob or a File whose content can be streamed. By behavior: test tools and other
 * implementations bring classes of their own.
 */
export function isBlob(value: unknown): value is Blob {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value['size']) &&
    typeof value['type'] === 'string' &&
    typeof value['stream'] === 'function'
  );
}
