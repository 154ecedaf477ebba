/** What each generated client does, in the vocabulary of the API. Each call throws if it fails. */
export interface Calls {
  createFromNumbers(filename: string, phone_numbers: string[]): Promise<Upload>;
  /** Missing if there's no way to send a file. */
  readonly createFromFile?: (file: File, phone_column: string) => Promise<Upload>;
  retrieve(id: string): Promise<Upload>;
  list(query: { limit: number; cursor?: string }): Promise<{ data: Upload[]; next_cursor: string | null }>;
  /** The status and body of the error of `retrieve`. */
  retrieveError(id: string): Promise<Failure>;
  /** The status and body of the error of `createFromNumbers`. */
  createError(phone_numbers: string[]): Promise<Failure>;
  createContact(
    phone: string,
    idempotency_key: string,
  ): Promise<{ id: string; phone: string; status: string }>;
  createWebhook(url: string): Promise<{ webhook: { id: string; url: string }; secret: string }>;
  deleteWebhook(id: string): Promise<unknown>;
}

/** The fields that the scenario reads. */
export interface Upload {
  id: string;
  original_filename: string;
  status: string;
  credits_charged?: number | null | undefined;
  invalid_row_count?: number | null | undefined;
}

/** An error response. */
export interface Failure {
  readonly status: number | undefined;
  readonly body: unknown;
}

/** What happened, by the columns of the table in `docs/generators.md`. */
export interface Results {
  numbers: unknown;
  file: unknown;
  retrieve: unknown;
  list: unknown;
  errors: unknown;
  contacts: unknown;
  webhooks: unknown;
}

const NUMBERS = Array.from({ length: 100 }, (_, line) => `+14155550${100 + line}`);
const CSV = ['Name,Phone', ...NUMBERS.map((phone) => `Ada,${phone}`), 'Bob,none', ''].join('\n');
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Makes all calls one after the other. The result of a call that failed is its error. */
export async function runScenario(calls: Calls): Promise<Results> {
  const numbers = await outcome(async () => {
    const { original_filename, status, credits_charged } = await calls.createFromNumbers(
      'numbers.csv',
      NUMBERS,
    );
    return [original_filename, status, credits_charged];
  });
  const { createFromFile } = calls;
  const file =
    createFromFile &&
    (await outcome(async () => {
      const sent = new File([CSV], 'file.csv', { type: 'text/csv' });
      const made = await createFromFile(sent, 'Phone');
      return [made.original_filename, made.credits_charged, made.invalid_row_count];
    }));
  return {
    numbers,
    file,
    list: await outcome(async () => {
      const first = await calls.list({ limit: 1 });
      const cursor = first.next_cursor;
      const second = cursor === null ? undefined : await calls.list({ limit: 1, cursor });
      return [first, second].map((page) => page?.data.map(({ original_filename }) => original_filename));
    }),
    retrieve: await outcome(async () => {
      const [newest] = (await calls.list({ limit: 1 })).data;
      const { id, status } = await calls.retrieve(newest?.id ?? '');
      return [id === newest?.id, status];
    }),
    errors: await outcome(async () => [
      await calls.retrieveError(NOBODY),
      await calls.createError(NUMBERS.slice(1)),
    ]),
    contacts: await outcome(async () => {
      const made = await calls.createContact('+14155550123', 'lead-1');
      const repeated = await calls.createContact('+14155550123', 'lead-1');
      return [made.phone, made.status, repeated.id === made.id];
    }),
    webhooks: await outcome(async () => {
      const { webhook, secret } = await calls.createWebhook('https://crm.example/optimaldial');
      await calls.deleteWebhook(webhook.id);
      return [webhook.url, /^[0-9a-f]{64}$/i.test(secret)];
    }),
  };
}

async function outcome(call: () => Promise<unknown>): Promise<unknown> {
  return call().catch((error: unknown) => `failed: ${String(error)}`);
}
