/** The API rejects the list. */
export class ListError extends Error {
  /** Name of the example in the spec that has the status of the response. */
  readonly example: 'bad_request' | 'too_large';

  constructor(example: ListError['example'], message: string) {
    super(message);
    this.example = example;
  }
}

/** Maximum number of entries in a list. */
export const MAX_ENTRIES = 250_000;

/** Maximum size of a file, in bytes. */
export const MAX_BYTES = 104_857_600;
