import { asFetch, type FetchLike } from '../server/as-fetch.ts';
import { createHandler } from '../engine/handler.ts';
import { listen, type RunningServer, type ListenOptions } from '../server/listen.ts';
import { ruleFor, type MockRule } from './mock-rule.ts';
import { createRecording, type RequestLog } from '../engine/recording.ts';
import { ruleDesk } from './responder.ts';
import type { Rule } from '../engine/rules.ts';
import { sharedEngine } from '../engine/shared-engine.ts';
import type { OperationId } from '../spec/types.ts';

/** A stand-in for the API that answers from the examples of its description. */
export interface Mock extends RequestLog {
  /**
   * Hand this to a client as its `fetch`. Only path and query of the URL count.
   *
   * @throws MockError where a scripted answer leaves the description, or no operation has the path
   */
  readonly fetch: FetchLike;
  /**
   * Serves the mock over HTTP, by default on loopback and a free port. Also serves `/openapi.json`.
   *
   * @throws RangeError for a port that `fetch` refuses to call, or an option that can't work
   */
  listen(options?: ListenOptions): Promise<RunningServer>;
  /** Says what an operation answers from now on. */
  on<Id extends OperationId>(operation: Id): MockRule<Id>;
  /** Forgets rules, requests and violations. */
  reset(): void;
}

/** Makes a mock. Nothing is loaded before its first call. */
export function createMock(): Mock {
  const rules = new Map<string, Rule>();
  const recording = createRecording();
  const handle = createHandler(sharedEngine, ruleDesk(rules), recording);
  return {
    fetch: asFetch(handle),
    listen: (options) => listen(handle, options),
    on: (operation) => ruleFor(rules, operation),
    ...recording.seen,
    reset() {
      rules.clear();
      recording.clear();
    },
  };
}
