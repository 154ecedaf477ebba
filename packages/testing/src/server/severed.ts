/** A connection that is to break: over HTTP the socket is destroyed, in process `fetch` fails. */
export class Severed extends Error {
  static {
    this.prototype.name = 'Severed';
  }
  readonly code = 'ECONNRESET';

  constructor() {
    super('The stand-in was told to break this connection.');
  }
}
