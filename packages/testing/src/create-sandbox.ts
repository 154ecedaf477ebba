import type { Upload, WebhookDelivery } from '@optimaldial/types';
import { asFetch, type FetchLike } from './as-fetch.ts';
import type { WebhookTarget } from './deliver-webhook.ts';
import { createHandler } from './handle.ts';
import { listen, type Before, type Listening, type ListenOptions } from './listen.ts';
import { ruleFor, type MockRule } from './mock-rule.ts';
import { createRecording, type RecordedRequest, type Recording, type Violation } from './recording.ts';
import type { Rule } from './rules.ts';
import { createAccounts, type OrganizationOptions, type Scope } from './sandbox/account.ts';
import { createClock } from './sandbox/clock.ts';
import { createContacts } from './sandbox/contacts.ts';
import { inMs, type Duration } from './sandbox/duration.ts';
import { createFaults, type FaultKind, type FaultOptions } from './sandbox/faults.ts';
import { createRandom } from './sandbox/random.ts';
import { createRoutes } from './sandbox/routes.ts';
import { createStorage, type Storage } from './sandbox/storage.ts';
import { createUploads } from './sandbox/uploads.ts';
import { createWebFlow, type WebFlow } from './sandbox/web-flow.ts';
import { createWebhooks } from './sandbox/webhooks.ts';
import { sandboxDesk } from './sandbox/desk.ts';
import { sharedEngine } from './shared-engine.ts';
import type { OperationId } from './spec-types.ts';

/** Options of {@link createSandbox}. */
export interface SandboxOptions extends OrganizationOptions {
  /**
   * How its time passes: `running`, by itself, which fake timers of a test runner move too; or `manual`,
   * only by `advance`. Default: `running`.
   */
  readonly clock?: 'running' | 'manual' | undefined;
  /** How many times as fast its time runs. Default: 1. */
  readonly speed?: number | undefined;
  /** Decides ids, keys and chance: the same seed gives the same ones. Default: 1. */
  readonly seed?: number | undefined;
  /** How long an upload waits, and takes. Default: 2 s and 8 s. */
  readonly processing?: { readonly queued?: Duration; readonly takes?: Duration } | undefined;
  /** Delay of every answer, in ms. Default: 0. */
  readonly latency?: number | undefined;
}

/** Options of `sandbox.createKey`. */
export interface KeyOptions extends OrganizationOptions {
  /** Whose key it is. Default: the sandbox's own organization; `new` makes another, with the options given. */
  readonly organization?: 'own' | 'new' | undefined;
  /** What it may do. Default: everything. */
  readonly scopes?: readonly Scope[] | undefined;
  /** In how long it expires. Default: never. */
  readonly expiresIn?: Duration | undefined;
}

/** Says what an operation of the sandbox answers, in place of its account, or how it fails. */
export interface SandboxRule<Id extends OperationId> extends MockRule<Id> {
  /** Lets calls go wrong. */
  fault(kind: FaultKind, options?: FaultOptions): void;
}

/** An OptimalDial on your machine: an account that remembers, checked against the description. */
export interface Sandbox {
  /** A key of its organization that may do everything. */
  readonly apiKey: string;
  /** Hand this to a client as its `fetch`. Only path and query of a URL count. */
  readonly fetch: FetchLike;
  /** Serves the sandbox over HTTP, on loopback and a free port unless told otherwise. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** Says what an operation answers, or how it fails, from now on. */
  on<Id extends OperationId>(operation: Id): SandboxRule<Id>;
  /** Moves its time, and lets everything happen on the way: `advance('2h')`. Resolves once all deliveries are made. */
  advance(duration: Duration): Promise<void>;
  /** Its time. */
  now(): Date;
  /** Credits of its organization. */
  credits(): number;
  /** Makes another key. */
  createKey(options?: KeyOptions): string;
  /** Lets no call through any more with this key. */
  revokeKey(apiKey: string): void;
  /** What a person does in the web app. */
  readonly web: WebFlow;
  /** Lets an upload fail that is not final yet. */
  fail(id: string, message?: string): Upload;
  /** Every upload, oldest first. */
  uploads(): readonly Upload[];
  /** Leads deliveries for a public https:// address to a handler, or to a server on loopback. */
  route(address: string, target: WebhookTarget): void;
  /** Every delivery to an endpoint, newest first. */
  deliveries(): readonly WebhookDelivery[];
  /** The requests seen so far, in order; those of one operation where one is named. Keys are not kept. */
  requests(operation?: OperationId): readonly RecordedRequest[];
  /** Every departure from the description so far. Expect it to be empty at the end of a test. */
  violations(): readonly Violation[];
  /** Forgets rules, faults, requests and violations; the account stays as it is. */
  reset(): void;
  /** Ends its clock. */
  close(): void;
}

const QUEUED_MS = 2000;
const TAKES_MS = 8000;

/** Makes a sandbox. Nothing is loaded before its first call. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return openSandbox(options).sandbox;
}

/** A sandbox with what the binary needs of it besides. */
export function openSandbox(options: SandboxOptions): {
  sandbox: Sandbox;
  recording: Recording;
  /** Serves it, with something before it that answers for itself. */
  readonly serve: (options: ListenOptions & { before?: Before }) => Promise<Listening>;
} {
  const { clock: pace = 'running', speed = 1, seed = 1, processing = {}, latency = 0 } = options;
  const clock = createClock({ runs: pace === 'running', speed });
  const random = createRandom(seed);
  let turns = 0;
  const context = { clock, random, turn: () => turns++ };
  const accounts = createAccounts(random);
  const organization = accounts.organization(options);
  const key = accounts.key(organization);
  const times = {
    queued: inMs(processing.queued ?? QUEUED_MS),
    takes: inMs(processing.takes ?? TAKES_MS),
  };
  const routes = createRoutes();
  const recording = createRecording();
  const rules = new Map<string, Rule>();
  const faults = createFaults(random);
  // A link in an event is followed by way of the sandbox as well, wherever it was asked last.
  let origin = 'https://storage.sandbox.invalid';
  const webhooks = createWebhooks(context, routes, (id, which) => storage.sign(id, which, origin));
  const uploads = createUploads(context, times, (upload) => webhooks.tell(upload));
  const storage = createStorage(clock, random.hex(64), (id) => uploads.find(id));
  const sign: Storage['sign'] = (id, which, from) => storage.sign(id, which, from);
  const contacts = createContacts(context, times, webhooks);
  const desk = sandboxDesk({
    clock,
    accounts,
    storage,
    rules,
    faults,
    latency,
    serve: {
      ...uploads.serve,
      downloadOriginal: uploads.link('original', sign),
      downloadProcessed: uploads.link('processed', sign),
      downloadProcessedFiltered: uploads.link('processed-filtered', sign),
      ...webhooks.serve,
      ...contacts,
    },
    onOrigin: (seen) => void (origin = seen),
  });
  const handle = createHandler(sharedEngine, desk, recording);

  const sandbox: Sandbox = {
    apiKey: key.text,
    fetch: asFetch(handle),
    listen: (how) => listen(handle, how),
    on: (operation) => ({
      ...ruleFor(rules, operation),
      fault: (kind, how = {}) => faults.add(operation, kind, how),
    }),
    advance: (duration) => clock.advance(inMs(duration)),
    now: () => new Date(clock.now()),
    credits: () => organization.credits,
    createKey({ organization: whose = 'own', scopes, expiresIn, ...other } = {}) {
      const owner = whose === 'own' ? organization : accounts.organization(other);
      const expires = expiresIn === undefined ? {} : { expires: clock.now() + inMs(expiresIn) };
      return accounts.key(owner, { ...(scopes === undefined ? {} : { scopes }), ...expires }).text;
    },
    revokeKey(apiKey) {
      const found = accounts.keys.find(({ text }) => text === apiKey);
      if (found === undefined) throw new RangeError('The sandbox has no such key.');
      found.revoked = true;
    },
    web: createWebFlow(context, uploads, organization),
    fail(id, message = 'Processing failed') {
      clock.settle();
      const found = uploads.find(id);
      const status = found?.value.status;
      if (found === undefined || (status !== 'ready_for_processing' && status !== 'processing')) {
        throw new RangeError(`An upload that is ${status ?? 'unknown'} cannot fail.`);
      }
      uploads.change(found, { status: 'failed', error_message: message });
      return found.value;
    },
    uploads() {
      clock.settle();
      return uploads.all.map(({ value }) => value);
    },
    route: (address, target) => routes.route(address, target),
    deliveries: () => webhooks.deliveries(),
    requests: (operation) =>
      recording.requests.filter((request) => operation === undefined || request.operation === operation),
    violations: () => [...recording.violations],
    reset() {
      rules.clear();
      faults.clear();
      recording.clear();
    },
    close: () => clock.stop(),
  };
  return { sandbox, recording, serve: (how) => listen(handle, how) };
}
