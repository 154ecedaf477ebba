import { operations, type Operation } from './description.ts';
import { loadEngine, type Engine } from './engine.ts';
import { createHandler } from './handle.ts';
import { listen, type Listening, type ListenOptions } from './listen.ts';
import { MockError } from './mock-error.ts';
import { createRecording, type RecordedRequest, type Violation } from './recording.ts';
import { exampleRule, replyRule, scriptRule, type Rule } from './rules.ts';
import type { Body, ExampleName, OperationId, Status } from './spec-types.ts';

/** Says what an operation answers. The last word wins. */
export interface MockRule<Id extends OperationId> {
  /**
   * Answers with a status of the description.
   *
   * @param status HTTP status
   * @param body default: the first example of that status
   * @param headers besides those of the example
   */
  reply<S extends Status<Id>>(
    status: S,
    body?: Body<Id, S>,
    headers?: Readonly<Record<string, string>>,
  ): void;
  /**
   * Answers with a named example of the description, of whatever status.
   *
   * @throws MockError for a name that the operation does not have
   */
  example(name: ExampleName<Id>): void;
  /**
   * Answers with one example after the other, for each path on its own; the last one repeats.
   *
   * @throws MockError for a name that the operation does not have, or no name at all
   */
  script(names: readonly ExampleName<Id>[]): void;
}

/** A stand-in for the API that answers from the examples of its description. */
export interface Mock {
  /**
   * Hand this to a client as its `fetch`. Only path and query of the URL count.
   *
   * @throws MockError where a scripted answer leaves the description, or no operation has the path
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Serves the mock over HTTP, on loopback and a free port unless told otherwise. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** Says what an operation answers from now on. */
  on<Id extends OperationId>(operation: Id): MockRule<Id>;
  /** The requests seen so far, in order; those of one operation where one is named. Keys are not kept. */
  requests(operation?: OperationId): readonly RecordedRequest[];
  /** Every departure from the description so far. Expect it to be empty at the end of a test. */
  violations(): readonly Violation[];
  /** Forgets rules, requests and violations. */
  reset(): void;
}

let engine: Promise<Engine> | undefined;

// One engine serves every mock: it keeps no state, and loading it takes half a second.
function sharedEngine(): Promise<Engine> {
  engine ??= loadEngine();
  return engine;
}

/** Makes a mock. Nothing is loaded before its first call. */
export function createMock(): Mock {
  const rules = new Map<string, Rule>();
  const recording = createRecording();
  const handle = createHandler(sharedEngine, rules, recording);
  return {
    async fetch(input, init) {
      const request = new Request(input, init);
      // A Request has a signal of its own; the caller's reason is on the one that he passed.
      const signal = init?.signal ?? request.signal;
      signal.throwIfAborted();
      const response = await handle(request);
      signal.throwIfAborted();
      return response;
    },
    listen: (options) => listen(handle, options),
    on(id) {
      const operation = findOperation(id);
      return {
        reply: (status, body, headers) => void rules.set(id, replyRule(operation, status, body, headers)),
        example: (name) => void rules.set(id, exampleRule(operation, name)),
        script: (names) => void rules.set(id, scriptRule(operation, names)),
      };
    },
    requests: (operation) =>
      recording.requests.filter((request) => operation === undefined || request.operation === operation),
    violations: () => [...recording.violations],
    reset() {
      rules.clear();
      recording.clear();
    },
  };
}

function findOperation(id: string): Operation {
  const found = operations.find((operation) => operation.id === id);
  if (found !== undefined) return found;
  throw new MockError(
    'unknown_route',
    `The description has no operation “${id}”. It has: ${operations.map((one) => one.id).join(', ')}.`,
  );
}
