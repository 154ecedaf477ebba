import type { Contact, Upload, WebhookDelivery } from '@optimaldial/types';
import type { RequestLog } from '../engine/recording.ts';
import type { MockRule } from '../rules/mock-rule.ts';
import type { FetchLike } from '../server/as-fetch.ts';
import type { ListenOptions, RunningServer } from '../server/listen.ts';
import type { OperationId } from '../spec/types.ts';
import type { WebhookTarget } from '../webhooks/attempt.ts';
import type { OrganizationOptions, Scope } from './account/accounts.ts';
import type { WriteLimits } from './account/rate-limit.ts';
import type { FaultOptions, InjectedFault } from './faults/faults.ts';
import type { FaultKind } from './faults/inject-fault.ts';
import type { ResultOrder } from './files/storage.ts';
import type { Filenames } from './resources/uploads.ts';
import type { WebFlow } from './resources/web-flow.ts';
import type { Duration } from './simulation/duration.ts';

/** Options of `createSandbox`. */
export interface SandboxOptions extends OrganizationOptions {
  /**
   * How time passes: `running` follows `Date` and `setTimeout`, including fake timers; `manual` changes only
   * by `advance`.
   *
   * @default 'running'
   */
  readonly clock?: 'running' | 'manual' | undefined;
  /**
   * Speed of a running clock, relative to real time.
   *
   * @default 1
   */
  readonly speed?: number | undefined;
  /**
   * Seed of IDs, keys and random faults, which are reproducible with the same seed.
   *
   * @default 1
   */
  readonly seed?: number | undefined;
  /**
   * How long an upload or a contact is queued and processed.
   *
   * @default { queued: '2s', takes: '8s' }
   */
  readonly processing?: ProcessingOptions | undefined;
  /**
   * Write rate limits per minute, of a key and of an organization.
   *
   * @default { key: 60, organization: 600 }
   */
  readonly limits?: WriteLimits | undefined;
  /**
   * Delay of every response, in ms of real time; fake timers apply.
   *
   * @default 0
   */
  readonly latency?: number | undefined;
  /**
   * Order of the rows in result files: `in-order` is that of the list; `shuffled` changes it after the header and
   * duplicates about 5 % of the rows, reproducible with the same seed. OptimalDial documents neither.
   *
   * @default 'in-order'
   */
  readonly results?: ResultOrder | undefined;
  /**
   * Filenames that uploads created over the API get: `kept` is the one that was sent; `renamed` is another one,
   * so they can't be found by name. OptimalDial doesn't document that it keeps them.
   *
   * @default 'kept'
   */
  readonly filenames?: Filenames | undefined;
}

/** Durations of the processing of an upload or a contact, in the sandbox's time. */
export interface ProcessingOptions {
  /**
   * Time from its creation to the start of processing.
   *
   * @default '2s'
   */
  readonly queued?: Duration | undefined;
  /**
   * Time from the start of processing to its end.
   *
   * @default '8s'
   */
  readonly takes?: Duration | undefined;
}

/** Options of `sandbox.createKey`. */
export interface KeyOptions extends OrganizationOptions {
  /**
   * Owner of the key: the sandbox's `own` organization, or a `new` one with the given credits, subscription
   * and contacts.
   *
   * @default 'own'
   */
  readonly organization?: 'own' | 'new' | undefined;
  /**
   * Permissions of the key.
   *
   * @default all scopes
   */
  readonly scopes?: readonly Scope[] | undefined;
  /**
   * Time until the key expires.
   *
   * @default never
   */
  readonly expiresIn?: Duration | undefined;
}

/** Sets how an operation responds instead of the account, or how it fails. */
export interface SandboxRule<Id extends OperationId> extends MockRule<Id> {
  /**
   * Injects a fault into the next call, or into more calls with `options`.
   *
   * @throws RangeError for an unknown kind or an invalid option
   */
  fault(kind: FaultKind, options?: FaultOptions): void;
}

/** An in-memory OptimalDial account. Every request and response is validated against the spec. */
export interface Sandbox extends RequestLog {
  /**
   * A key of the sandbox's own organization, with all scopes. It depends on the seed. If `listen` makes the
   * sandbox reachable beyond loopback, it becomes random, and earlier keys are revoked.
   */
  readonly apiKey: string;
  /**
   * Pass this to a client as its `fetch`. Only the path and query of a URL are used.
   *
   * @throws MockError if no operation has the path, or a scripted response doesn't match the spec
   */
  readonly fetch: FetchLike;
  /**
   * Serves the sandbox over HTTP, by default on loopback and a free port. Also serves `/openapi.json`.
   *
   * @throws RangeError for a port that `fetch` refuses to call, or an invalid option
   */
  listen(options?: ListenOptions): Promise<RunningServer>;
  /** Sets how an operation responds, or how it fails, from now on. */
  on<Id extends OperationId>(operation: Id): SandboxRule<Id>;
  /**
   * Advances the time: `advance('2h')`. Everything that becomes due happens at its own time.
   * Resolves once all due deliveries have been made.
   *
   * @throws RangeError for a duration that is malformed or longer than 36,500 days, or beyond the year 9000
   */
  advance(duration: Duration): Promise<void>;
  /** The sandbox's time. */
  now(): Date;
  /**
   * Remaining credits.
   *
   * @param apiKey a key of the organization. Default: the sandbox's own
   * @throws RangeError for an unknown key
   */
  credits(apiKey?: string): number;
  /**
   * Adds credits, as a purchase does.
   *
   * @param apiKey a key of the organization. Default: the sandbox's own
   * @throws RangeError if `credits` isn't a non-negative integer, or for an unknown key
   */
  grant(credits: number, apiKey?: string): void;
  /**
   * Creates a key.
   *
   * @throws RangeError for invalid credits or an invalid duration
   */
  createKey(options?: KeyOptions): string;
  /**
   * Revokes a key: further calls with it get a 401.
   *
   * @throws RangeError for an unknown key
   */
  revokeKey(apiKey: string): void;
  /** Simulates a user of the sandbox's own organization in the web app. */
  readonly web: WebFlow;
  /**
   * Fails an upload or a contact that is charged and not yet final.
   *
   * @param message its `error_message`. Default: `Processing failed`
   * @throws RangeError for an unknown ID, or if its status doesn't allow that
   */
  fail(id: string, message?: string): Upload | Contact;
  /** The uploads of all organizations, oldest first. */
  uploads(): readonly Upload[];
  /** The contacts of all organizations, oldest first. */
  contacts(): readonly Contact[];
  /**
   * Forwards deliveries for a public https:// URL to a handler or a server on loopback. Without a route,
   * nothing leaves the sandbox, and the ping of an endpoint at that URL fails.
   *
   * @param address an origin, or a URL whose path is a prefix
   * @param target a handler, or the base URL of a server on loopback, which gets path and query of the
   *   delivery's URL. Loopback is `127.0.0.0/8`, `[::1]`, `localhost` and `*.localhost`
   * @throws RangeError if the address isn't a public https:// URL, or the target isn't on loopback
   */
  route(address: string, target: WebhookTarget): void;
  /** The deliveries to all endpoints, newest first. */
  deliveries(): readonly WebhookDelivery[];
  /** The faults injected so far, in order. */
  faults(): readonly InjectedFault[];
  /** Clears rules, faults, requests and violations. The account stays unchanged. */
  reset(): void;
  /** Stops the clock: nothing happens automatically anymore. */
  close(): void;
}
