import type { sharedEngine } from '@optimaldial/testing/engine';
import { operations } from '@optimaldial/testing/spec';
import { undescribed } from './undescribed.ts';

type Engine = Awaited<ReturnType<typeof sharedEngine>>;
type EngineResponse = NonNullable<Awaited<ReturnType<Engine>>['response']>;

/** A difference between what the API answers and what the description says. Nothing of a value is in it. */
export interface Difference {
  readonly operation: string;
  readonly status: number;
  /** Where in the answer: `body.data[].status`, `header.retry-after`. */
  readonly at: string;
  readonly what: string;
}

/** What came of a question. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** How a question is asked. */
export interface Question {
  readonly operation: string;
  /** The values of the path parameters, in their order. */
  readonly path?: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  /** Sends no key. Default: false. */
  readonly anonymous?: boolean;
  /** What is sent in place of the path's values, to see how a malformed one is answered. */
  readonly sent?: readonly string[];
}

/** Asks, holds the answer against the description, and gives it. */
export type Ask = (question: Question) => Promise<Answered>;

// A well-formed one of nobody, so that what is asked wrongly on purpose is judged as if it were not.
const ANY_ID = '00000000-0000-4000-8000-000000000000';
const PATIENCE_MS = 60_000;

/**
 * Makes the function that asks. Only reads are asked: what is none throws before anything is sent.
 *
 * @param note told of each difference
 */
export function createAsk(
  { baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string },
  engine: Engine,
  note: (difference: Difference) => void,
): Ask {
  return async ({ operation: id, path = [], query = {}, anonymous = false, sent = path }) => {
    const operation = operations.find((one) => one.id === id);
    if (operation?.method !== 'GET') throw new Error(`${id} is no read of the description.`);
    const filled = (values: readonly string[]): string => {
      const left = [...values];
      return operation.template.replaceAll(/\{[^}]+\}/g, () => encodeURIComponent(left.shift() ?? ANY_ID));
    };
    const key = { authorization: `Bearer ${apiKey}` };
    const url = `${baseUrl}${filled(sent)}?${new URLSearchParams(query).toString()}`;
    const answer = await read(url.replace(/\?$/, ''), anonymous ? {} : key);
    const asked = { method: 'GET', path: filled(path), query, headers: key, body: undefined };
    const { rejection, requestErrors, responseErrors } = await engine(asked, () => answer);
    const { status, headers, body } = answer;
    const differs = (at: string, what: string): void => note({ operation: id, status, at, what });
    if (rejection !== undefined) differs('', rejection.message);
    for (const { location, message } of [...requestErrors, ...responseErrors])
      differs(plain(location), message);
    for (const field of undescribed(id, status, body)) differs(`body.${field}`, 'is not described');
    return { status, headers, body };
  };
}

// `data.17.status` and `data.3.status` are one difference.
function plain(location: string): string {
  return location.replaceAll(/\.\d+(?=\.|$)/g, '[]');
}

async function read(url: string, headers: Readonly<Record<string, string>>): Promise<EngineResponse> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(url, { headers: { ...headers }, redirect: 'manual', signal });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: parsed(text),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the check says so, by the content type or the schema.
    return text;
  }
}
