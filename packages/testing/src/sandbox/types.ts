import type { Contact, Upload, WebhookDelivery } from '@optimaldial/types';
import type { FetchLike } from '../server/as-fetch.ts';
import type { WebhookTarget } from '../webhooks/deliver.ts';
import type { RunningServer, ListenOptions } from '../server/listen.ts';
import type { MockRule } from '../mock/mock-rule.ts';
import type { RequestLog } from '../engine/recording.ts';
import type { OrganizationOptions, Scope, WriteLimits } from './account.ts';
import type { Duration } from './duration.ts';
import type { FaultKind, FaultOptions, InjectedFault } from './faults.ts';
import type { WebFlow } from './web-flow.ts';
import type { OperationId } from '../spec/types.ts';

/** Options of `createSandbox`. */
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
  /** How long an upload or a contact waits, and takes. Default: 2 s and 8 s. */
  readonly processing?:
    | { readonly queued?: Duration | undefined; readonly takes?: Duration | undefined }
    | undefined;
  /** Writes that are let through a minute, by key and by organization. Default: 60 and 600, as documented. */
  readonly limits?: WriteLimits | undefined;
  /** Delay of every answer, in ms of `setTimeout`. Default: 0. */
  readonly latency?: number | undefined;
}

/** Options of `sandbox.createKey`. */
export interface KeyOptions extends OrganizationOptions {
  /**
   * Whose key it is: of the sandbox's `own` organization, or of a `new` one with the credits,
   * subscription and contacts that are given besides. Default: `own`.
   */
  readonly organization?: 'own' | 'new' | undefined;
  /** What it may do. Default: everything. */
  readonly scopes?: readonly Scope[] | undefined;
  /** In how long it expires. Default: never. */
  readonly expiresIn?: Duration | undefined;
}

/** Says what an operation of the sandbox answers, in place of its account, or how it fails. */
export interface SandboxRule<Id extends OperationId> extends MockRule<Id> {
  /** Lets calls go wrong, once unless told otherwise. */
  fault(kind: FaultKind, options?: FaultOptions): void;
}

/** An OptimalDial on your machine: an account that remembers, checked against the description. */
export interface Sandbox extends RequestLog {
  /**
   * A key of its own organization that may do everything. It follows from the seed, until `listen` makes
   * the sandbox reachable beyond loopback: then it is random, and keys made before are revoked.
   */
  readonly apiKey: string;
  /**
   * Hand this to a client as its `fetch`. Only path and query of a URL count.
   *
   * @throws MockError where no operation has the path, or an answer of yours leaves the description
   */
  readonly fetch: FetchLike;
  /**
   * Serves the sandbox over HTTP, by default on loopback and a free port. Also serves `/openapi.json`.
   *
   * @throws RangeError for a port that `fetch` refuses to call, or an option that can't work
   */
  listen(options?: ListenOptions): Promise<RunningServer>;
  /** Says what an operation answers, or how it fails, from now on. */
  on<Id extends OperationId>(operation: Id): SandboxRule<Id>;
  /**
   * Moves its time, and lets everything happen on the way: `advance('2h')`.
   *
   * @returns once every delivery that was due is made
   * @throws RangeError for a duration that is malformed or longer than 36,500 days, or beyond the year 9000
   */
  advance(duration: Duration): Promise<void>;
  /** Its time. */
  now(): Date;
  /**
   * Credits that are left.
   *
   * @param apiKey a key of the organization. Default: the sandbox's own
   * @throws RangeError for a key that the sandbox does not have
   */
  credits(apiKey?: string): number;
  /**
   * Adds credits, as a purchase does.
   *
   * @param apiKey a key of the organization. Default: the sandbox's own
   * @throws RangeError for an amount that is no whole number from 0 on, or a key that it does not have
   */
  grant(credits: number, apiKey?: string): void;
  /** Makes another key, and gives its text. */
  createKey(options?: KeyOptions): string;
  /**
   * Lets no call through any more with this key.
   *
   * @throws RangeError for a key that the sandbox does not have
   */
  revokeKey(apiKey: string): void;
  /** What a person of its own organization does in the web app. */
  readonly web: WebFlow;
  /**
   * Lets an upload or a contact fail that is charged and not final yet.
   *
   * @param message its `error_message`. Default: `Processing failed`
   * @throws RangeError for an id that is unknown, or of what cannot fail any more
   */
  fail(id: string, message?: string): Upload | Contact;
  /** Every upload, of all organizations, oldest first. */
  uploads(): readonly Upload[];
  /** Every contact, of all organizations, oldest first. */
  contacts(): readonly Contact[];
  /**
   * Forwards deliveries for a public https:// URL to a handler, or to a server on loopback. Without a
   * route nothing leaves the sandbox, and an endpoint at that URL doesn't answer its ping.
   *
   * @param address an origin, or a URL whose path is a prefix
   * @param target a handler; or the base URL of a server on loopback, which gets path and query of the
   *   delivery's URL. Loopback is `127.0.0.0/8`, `[::1]`, `localhost` and `*.localhost`
   * @throws RangeError for an address that isn't public and https://, or a target beyond loopback
   */
  route(address: string, target: WebhookTarget): void;
  /** Every delivery to an endpoint, newest first. */
  deliveries(): readonly WebhookDelivery[];
  /** The faults that struck so far, in order. */
  faults(): readonly InjectedFault[];
  /** Forgets rules, faults, requests and violations; the account stays as it is. */
  reset(): void;
  /** Ends its clock: nothing happens by itself any more. */
  close(): void;
}
