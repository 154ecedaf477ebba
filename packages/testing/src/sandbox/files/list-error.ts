/** The API rejects the list. */
export class ListError extends Error {
  /** Name of the example in the spec that has the status of the response. */
  readonly example: 'bad_request' | 'too_large';

  constructor(example: ListError['example'], message: string) {
    super(message);
    this.example = example;
  }
}
