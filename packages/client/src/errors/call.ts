/** The call that an error describes. */
export interface Call {
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path of the URL, without host and query. */
  readonly path: string;
  /** Port of the URL; `undefined` for the default port of its protocol. */
  readonly port?: string | undefined;
  /** Whether the host is this machine, such as that of a sandbox. */
  readonly local?: boolean | undefined;
  /** Number of attempts so far. */
  readonly attempts: number;
}
