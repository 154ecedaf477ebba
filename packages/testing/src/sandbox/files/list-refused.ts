/** A list that the API doesn't take. */
export class ListRefused extends Error {
  /** Name of the spec's example whose status it gets. */
  readonly example: 'bad_request' | 'too_large';

  constructor(example: ListRefused['example'], message: string) {
    super(message);
    this.example = example;
  }
}

/** The most entries of a list that the API takes. */
export const MAX_ENTRIES = 250_000;

/** The largest file that the API takes, in bytes. */
export const MAX_BYTES = 104_857_600;
