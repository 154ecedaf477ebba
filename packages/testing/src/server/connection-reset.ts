/** Resets the connection: over HTTP the socket is destroyed, in process `fetch` fails. */
export class ConnectionReset extends Error {
  static {
    this.prototype.name = 'ConnectionReset';
  }
  readonly code = 'ECONNRESET';

  constructor() {
    super('The connection was reset by an injected fault.');
  }
}
