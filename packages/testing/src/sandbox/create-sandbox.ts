import { randomBytes } from 'node:crypto';
import { asFetch } from '../server/as-fetch.ts';
import { createHandler, type Handler } from '../engine/handler.ts';
import { listen, type InternalListenOptions, type RunningServer } from '../server/listen.ts';
import { ruleFor } from '../mock/mock-rule.ts';
import { createRecording, type Recording } from '../engine/recording.ts';
import type { Rule } from '../engine/rules.ts';
import type { Sandbox, SandboxOptions } from './types.ts';
import { createAccounts } from './account.ts';
import { createClock, LONGEST_TIMER_MS } from './clock.ts';
import { createContacts } from './contacts.ts';
import { sandboxDesk } from './responder.ts';
import { createDispatch } from './delivery/dispatch.ts';
import { inMs } from './duration.ts';
import { createEvents } from './delivery/events.ts';
import { createFaults } from './faults.ts';
import { createRandom } from './random.ts';
import { createRoutes } from './delivery/routes.ts';
import { createStorage } from './files/storage.ts';
import { createUploads, type Processing } from './uploads.ts';
import { createWebFlow } from './web-flow.ts';
import { createWebhooks } from './webhooks.ts';
import { sharedEngine } from '../engine/shared-engine.ts';

const PACES: readonly string[] = ['running', 'manual'];
const QUEUED = '2s';
const TAKES = '8s';

/**
 * Makes a sandbox. Nothing is loaded before its first call.
 *
 * @throws RangeError for an option that cannot work
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return openSandbox(options).sandbox;
}

/** A sandbox with what the binary needs of it besides. */
export function openSandbox(options: SandboxOptions): {
  sandbox: Sandbox;
  recording: Recording;
  readonly handle: Handler;
  /** Serves it, with new keys if other machines may reach it. */
  readonly listen: (options?: InternalListenOptions, wrapped?: Handler) => Promise<RunningServer>;
  /** How long an upload waits, and takes. */
  readonly times: Processing;
} {
  const { clock: pace = 'running', speed = 1, seed = 1, processing = {}, latency = 0 } = options;
  if (!PACES.includes(pace)) throw new RangeError(`clock is ${PACES.join(' or ')}, not ${pace}.`);
  if (!(speed > 0 && speed < Infinity)) throw new RangeError(`speed is a number above 0, not ${speed}.`);
  if (!(latency >= 0 && latency <= LONGEST_TIMER_MS)) {
    throw new RangeError(`latency must be a number of ms from 0 to ${LONGEST_TIMER_MS}, got ${latency}.`);
  }
  const clock = createClock({ runs: pace === 'running', speed });
  const random = createRandom(seed);
  const context = { clock, random };
  const accounts = createAccounts(random, options.limits);
  const organization = accounts.organization(options);
  let { text: apiKey } = accounts.key(organization);
  const times = { queued: inMs(processing.queued ?? QUEUED), takes: inMs(processing.takes ?? TAKES) };

  const routes = createRoutes();
  const dispatch = createDispatch(clock, routes);
  const events = createEvents(context, (...asked) => storage.sign(...asked));
  const webhooks = createWebhooks(context, dispatch, events);
  const uploads = createUploads(context, times, (upload) => webhooks.tell(upload));
  const storage = createStorage(clock, randomBytes(32).toString('hex'), (id) => uploads.find(id));
  const contacts = createContacts(context, times, dispatch, events);

  const rules = new Map<string, Rule>();
  const faults = createFaults(random);
  const recording = createRecording();
  const desk = sandboxDesk({
    clock,
    accounts,
    storage,
    rules,
    faults,
    latency,
    serve: {
      ...uploads.serve,
      downloadOriginal: uploads.link('original', storage.sign),
      downloadProcessed: uploads.link('processed', storage.sign),
      downloadProcessedFiltered: uploads.link('processed-filtered', storage.sign),
      ...webhooks.serve,
      ...contacts.serve,
    },
  });
  const handle = createHandler(sharedEngine, desk, recording);

  const serve = (how: InternalListenOptions = {}, wrapped = handle): Promise<RunningServer> =>
    listen(wrapped, {
      ...how,
      onExposed(address) {
        accounts.replaceKeys();
        apiKey = accounts.key(organization).text;
        how.onExposed?.(address);
      },
    });

  const sandbox: Sandbox = {
    get apiKey() {
      return apiKey;
    },
    fetch: asFetch(handle),
    listen: (how) => serve(how),
    ...recording.seen,
    on: (operation) => ({
      ...ruleFor(rules, operation),
      fault: (kind, how = {}) => faults.add(operation, kind, how),
    }),
    advance: (duration) => clock.advance(inMs(duration)),
    now: () => new Date(clock.now()),
    credits: (key = apiKey) => accounts.byText(key).organization.credits,
    grant(credits, key = apiKey) {
      if (!Number.isSafeInteger(credits) || credits < 0) {
        throw new RangeError(`${credits} is no number of credits: they are whole, and never below 0.`);
      }
      accounts.byText(key).organization.credits += credits;
    },
    createKey({ organization: whose = 'own', scopes, expiresIn, ...other } = {}) {
      const owner = whose === 'own' ? organization : accounts.organization(other);
      const expires = expiresIn === undefined ? undefined : clock.now() + inMs(expiresIn);
      return accounts.key(owner, { scopes, expires }).text;
    },
    revokeKey: (key) => void (accounts.byText(key).revoked = true),
    web: createWebFlow(context, uploads, organization),
    fail(id, message = 'Processing failed') {
      clock.settle();
      const failed = uploads.fail(id, message) ?? contacts.fail(id, message);
      if (failed === undefined) throw new RangeError(`The sandbox has no upload or contact ${id}.`);
      return failed;
    },
    uploads() {
      clock.settle();
      return uploads.all.map(({ value }) => value);
    },
    contacts() {
      clock.settle();
      return contacts.all();
    },
    route: (address, target) => routes.route(address, target),
    deliveries: () => webhooks.deliveries(),
    faults: () => [...faults.struck],
    reset() {
      rules.clear();
      faults.clear();
      recording.clear();
    },
    close: () => clock.stop(),
  };
  return { sandbox, recording, handle, listen: serve, times };
}
