import type { Call } from '../wire.ts';
import { CallError } from './no-answer.ts';

const PASSING: readonly number[] = [408, 429];

/**
 * The API gave a link, and the storage behind it did not give the file. Code `download`. Neither the
 * link nor what the storage wrote is shown.
 */
export class DownloadError extends CallError {
  static {
    this.prototype.name = 'DownloadError';
  }
  /** HTTP status of the storage's answer; `undefined` where the link itself was of no use. */
  readonly status: number | undefined;

  constructor(call: Call, status: number | undefined) {
    super('download', call, `${fault(status)} Nothing of the file is lost: it stays at OptimalDial.`);
    this.status = status;
  }

  /** Whether the storage may well give the file a little later. */
  get transient(): boolean {
    return this.status !== undefined && (this.status >= 500 || PASSING.includes(this.status));
  }
}

function fault(status: number | undefined): string {
  if (status === undefined) {
    return 'gave a link that is no https:// URL, and which was not followed. Name the host in `allowInsecureHosts` if its network is yours alone.';
  }
  const answered = `gave a link, and the storage answered ${status}.`;
  if (status < 400) return `${answered} Only the whole file, or the part asked for, is taken from it.`;
  if (status === 404) return `${answered} Check that the upload is completed: before that it has no results.`;
  if (status >= 500 || PASSING.includes(status)) return `${answered} Try again later.`;
  return `${answered} A link that was signed anew was refused as well: check the clock of this machine, and that no proxy rewrites URLs.`;
}
