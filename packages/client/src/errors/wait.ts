import type { Upload } from '@optimaldial/types';
import { quotable, REDACTED } from '../response/redact.ts';
import { OptimalDialError, setHidden } from './base.ts';
import type { ErrorCode } from './verdict/codes.ts';

/** `uploads.wait` ended before the upload had the requested status. Base class of the three below. */
export class WaitError extends OptimalDialError {
  static {
    this.prototype.name = 'WaitError';
  }
  /** Last known status; `undefined` if the upload was never retrieved, or the status had to be redacted. */
  readonly status: string | undefined;
  /** The upload as last retrieved. Not enumerable: it may contain personal data. */
  declare readonly upload: Upload | undefined;

  constructor(code: ErrorCode, message: string, upload: Upload | undefined, cause?: unknown) {
    super(code, message, { cause });
    this.status = quotable(upload?.status);
    setHidden(this, 'upload', upload);
  }
}

/** The upload reached another final status, such as `failed` or `cancelled`. Code [`upload_not_completed`](https://unpkg.com/@optimaldial/client/docs/errors/upload_not_completed.md). */
export class UploadNotCompletedError extends WaitError {
  static {
    this.prototype.name = 'UploadNotCompletedError';
  }

  constructor(upload: Upload) {
    const { id, status } = upload;
    const problem =
      status === 'failed' ? 'failed. See `error.upload.error_message`' : `is ${status}, which is final`;
    super('upload_not_completed', `Upload ${quote(id)} ${problem}.`, upload);
  }
}

/** The upload waits for a person in the web app, so polling would never end. Code [`waiting_for_person`](https://unpkg.com/@optimaldial/client/docs/errors/waiting_for_person.md). */
export class WaitingForPersonError extends WaitError {
  static {
    this.prototype.name = 'WaitingForPersonError';
  }

  constructor(upload: Upload) {
    super(
      'waiting_for_person',
      `Upload ${quote(upload.id)} is ${quote(upload.status)}. Continue it in the OptimalDial web app, then call \`uploads.wait\` again; or add this status to \`until\`.`,
      upload,
    );
  }
}

/** The wait exceeded its deadline. OptimalDial continues to process the upload. Code [`wait_timeout`](https://unpkg.com/@optimaldial/client/docs/errors/wait_timeout.md). */
export class WaitTimeoutError extends WaitError {
  static {
    this.prototype.name = 'WaitTimeoutError';
  }

  constructor(id: string, deadline: number, upload: Upload | undefined, cause: unknown) {
    const state = upload === undefined ? 'could not be retrieved' : `was still ${quote(upload.status)}`;
    super(
      'wait_timeout',
      `Upload ${quote(id)} ${state} after ${deadline} ms. Processing continues: call \`uploads.wait\` again, or increase \`deadline\`.`,
      upload,
      cause,
    );
  }
}

function quote(value: unknown): string {
  return quotable(value) ?? REDACTED;
}
