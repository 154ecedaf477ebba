/**
 * A call or a scripted response doesn't match the spec. `mock.fetch` rejects with it. Over HTTP, its
 * message is the `detail` of a 404 or 405 for an unknown route, else of a 500.
 */
export class MockError extends Error {
  static {
    this.prototype.name = 'MockError';
    // Makes `@optimaldial/client` rethrow the error instead of treating it as a network failure.
    Object.defineProperty(this.prototype, Symbol.for('@optimaldial/testing/error'), { value: true });
  }
  /** `unknown_route`, `unknown_example`, `unreadable_request` or `invalid_response`. */
  readonly code: 'unknown_route' | 'unknown_example' | 'unreadable_request' | 'invalid_response';

  constructor(code: MockError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
