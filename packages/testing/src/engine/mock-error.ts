/**
 * A call or a scripted answer violates the spec, and would be a silent surprise in production. `mock.fetch`
 * rejects with it. Over HTTP its message is the `detail` of a 404 or 405 for an unknown route, else of a 500.
 */
export class MockError extends Error {
  static {
    this.prototype.name = 'MockError';
    // Tells `@optimaldial/client` to pass the error on instead of taking it for a broken network.
    Object.defineProperty(this.prototype, Symbol.for('@optimaldial/testing/error'), { value: true });
  }
  /** `unknown_route`, `unknown_example`, `unreadable_request` or `invalid_response`. */
  readonly code: 'unknown_route' | 'unknown_example' | 'unreadable_request' | 'invalid_response';

  constructor(code: MockError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
