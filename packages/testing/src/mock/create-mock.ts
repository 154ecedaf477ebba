import { asFetch, type FetchLike } from '../server/as-fetch.ts';
import { createHandler } from '../engine/handler.ts';
import { createRecording, type RequestLog } from '../engine/recording.ts';
import { sharedEngine } from '../engine/shared-engine.ts';
import { createMockRule, type MockRule } from '../rules/mock-rule.ts';
import type { Rule } from '../rules/rules.ts';
import { listen, type ListenOptions, type RunningServer } from '../server/listen.ts';
import type { OperationId } from '../spec/types.ts';
import { createMockResponder } from './responder.ts';

/** A stateless mock of the API. Responds with the examples of the spec, or with what you set. */
export interface Mock extends RequestLog {
  /**
   * Pass this to a client as its `fetch`. Only the path and query of a URL are used.
   *
   * @throws MockError if no operation has the path, or a scripted response doesn't match the spec
   */
  readonly fetch: FetchLike;
  /**
   * Serves the mock over HTTP, by default on loopback and a free port. Also serves `/openapi.json`.
   *
   * @throws RangeError for a port that `fetch` refuses to call, or an invalid option
   */
  listen(options?: ListenOptions): Promise<RunningServer>;
  /** Sets how an operation responds from now on. */
  on<Id extends OperationId>(operation: Id): MockRule<Id>;
  /** Clears rules, requests and violations. */
  reset(): void;
}

/** Creates a mock. The engine is loaded when the first request arrives. */
export function createMock(): Mock {
  const rules = new Map<string, Rule>();
  const recording = createRecording();
  const handle = createHandler(sharedEngine, createMockResponder(rules), recording);
  return {
    fetch: asFetch(handle),
    listen: (options) => listen(handle, options),
    on: (operation) => createMockRule(rules, operation),
    ...recording.log,
    reset() {
      rules.clear();
      recording.clear();
    },
  };
}
