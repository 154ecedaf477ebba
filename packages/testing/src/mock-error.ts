/**
 * A call or a scripted answer left the description: what would be a silent surprise in production is
 * an error of the test. `mock.fetch` rejects with it; over HTTP its message is the `detail` of a 500.
 */
export class MockError extends Error {
  static {
    this.prototype.name = 'MockError';
    // Tells `@optimaldial/client` to pass the error on instead of taking it for a broken network.
    Object.defineProperty(this.prototype, Symbol.for('@optimaldial/testing/error'), { value: true });
  }
  /** `unknown_route`, `unknown_example`, `unreadable_request` or `invalid_answer`. */
  readonly code: 'unknown_route' | 'unknown_example' | 'unreadable_request' | 'invalid_answer';

  constructor(code: MockError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
