import type { Upload } from '@optimaldial/types';
import { quotable, REDACTED } from '../response/redact.ts';
import { hide, OptimalDialError, type ErrorCode } from './base.ts';

/** `uploads.wait` ended before the upload had the requested status. The base of the classes below. */
export class WaitError extends OptimalDialError {
  static {
    this.prototype.name = 'WaitError';
  }
  /** Last status of the upload; `undefined` if it was never retrieved, or if the status needs redaction. */
  readonly status: string | undefined;
  /** The upload as last retrieved. Not enumerable: it may contain personal data. */
  declare readonly upload: Upload | undefined;

  constructor(code: ErrorCode, message: string, upload: Upload | undefined, cause?: unknown) {
    super(code, message);
    this.status = quotable(upload?.status);
    hide(this, 'upload', upload);
    if (cause !== undefined) hide(this, 'cause', cause);
  }
}

/** The upload ended with another status: failed, cancelled, invalid, or past the requested one. Code `upload_not_completed`. */
export class UploadNotCompletedError extends WaitError {
  static {
    this.prototype.name = 'UploadNotCompletedError';
  }

  constructor(upload: Upload) {
    super(
      'upload_not_completed',
      `Upload ${show(upload.id)} is ${show(upload.status)}, which is final. If it failed, \`error.upload.error_message\` has the reason.`,
      upload,
    );
  }
}

/** The upload needs a person in the web app, so polling would never end. Code `waiting_for_person`. */
export class WaitingForPersonError extends WaitError {
  static {
    this.prototype.name = 'WaitingForPersonError';
  }

  constructor(upload: Upload) {
    super(
      'waiting_for_person',
      `Upload ${show(upload.id)} is ${show(upload.status)}: someone has to continue it in the OptimalDial web app. Wait again after that, or include this status in \`until\`.`,
      upload,
    );
  }
}

/** The deadline passed first. OptimalDial continues to process the upload: wait again. Code `wait_timeout`. */
export class WaitTimeoutError extends WaitError {
  static {
    this.prototype.name = 'WaitTimeoutError';
  }

  constructor(id: string, deadline: number, upload: Upload | undefined, cause: unknown) {
    const seen = upload === undefined ? 'could not be retrieved' : `was still ${show(upload.status)}`;
    super(
      'wait_timeout',
      `Upload ${show(id)} ${seen} after ${deadline} ms. OptimalDial continues to process it: wait again, or longer (\`deadline\`, in ms).`,
      upload,
      cause,
    );
  }
}

function show(value: unknown): string {
  return quotable(value) ?? REDACTED;
}
