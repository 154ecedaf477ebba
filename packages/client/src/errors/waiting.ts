import type { Upload } from '@optimaldial/types';
import { hide, OptimalDialError, type ErrorCode } from './base.ts';

/** A wait for an upload ended without the status that was waited for. The base of the classes below. */
export class WaitError extends OptimalDialError {
  static {
    this.prototype.name = 'WaitError';
  }
  /** Status of the upload when it was last seen; `undefined` where it never was. */
  readonly status: string | undefined;
  /** The upload as it was last seen. Not enumerable: it may hold personal data. */
  declare readonly upload: Upload | undefined;

  constructor(code: ErrorCode, message: string, upload: Upload | undefined, cause?: unknown) {
    super(code, message);
    this.status = upload?.status;
    hide(this, 'upload', upload);
    if (cause !== undefined) hide(this, 'cause', cause);
  }
}

/** The upload ended otherwise: failed, cancelled, refused, or past the status that was waited for. Code `upload_not_completed`. */
export class UploadNotCompletedError extends WaitError {
  static {
    this.prototype.name = 'UploadNotCompletedError';
  }

  constructor(upload: Upload) {
    super(
      'upload_not_completed',
      `Upload ${upload.id} is ${upload.status}, which is final. \`error.upload\` holds it, with its \`error_message\` where it failed.`,
      upload,
    );
  }
}

/** The upload waits for a person in the web app, so that polling would never end. Code `waiting_for_person`. */
export class WaitingForPersonError extends WaitError {
  static {
    this.prototype.name = 'WaitingForPersonError';
  }

  constructor(upload: Upload) {
    super(
      'waiting_for_person',
      `Upload ${upload.id} is ${upload.status}: someone has to go on with it in the web app of OptimalDial. Wait again after that, or name this status in \`until\`.`,
      upload,
    );
  }
}

/** The deadline passed first. The upload goes on: wait again. Code `wait_timeout`. */
export class WaitTimeoutError extends WaitError {
  static {
    this.prototype.name = 'WaitTimeoutError';
  }

  constructor(id: string, deadline: number, upload: Upload | undefined, cause: unknown) {
    const seen = upload === undefined ? 'could not be retrieved' : `was still ${upload.status}`;
    super(
      'wait_timeout',
      `Upload ${id} ${seen} after ${deadline} ms. It goes on at OptimalDial: wait again, or longer (\`deadline\`, in ms).`,
      upload,
      cause,
    );
  }
}
