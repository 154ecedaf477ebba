import { createHandler, type Handler } from '../engine/handler.ts';
import { createRecording, type Recording } from '../engine/recording.ts';
import { sharedEngine } from '../engine/shared-engine.ts';
import type { Rule } from '../rules/rules.ts';
import { checkOptions } from './check-options.ts';
import { createAccounts, type Accounts, type Organization } from './account/accounts.ts';
import { createRateLimit } from './account/rate-limit.ts';
import { createDeliveryLog } from './delivery/delivery-log.ts';
import type { OnAttempt } from './delivery/delivery.ts';
import { createDispatcher } from './delivery/dispatcher.ts';
import { createEvents } from './delivery/events.ts';
import { createNotifier } from './delivery/notifier.ts';
import { createRoutes, type Routes } from './delivery/routes.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createStorage, type Storage } from './files/storage.ts';
import { newMemory, type Memory } from './memory.ts';
import { createContactLifecycle, type ContactLifecycle } from './resources/contact-lifecycle.ts';
import { createContactOperations } from './resources/contacts.ts';
import {
  createUploadLifecycle,
  type Processing,
  type UploadLifecycle,
} from './resources/upload-lifecycle.ts';
import { createUploadOperations } from './resources/uploads.ts';
import { createWebFlow, type WebFlow } from './resources/web-flow.ts';
import { createWebhookOperations } from './resources/webhook-endpoints.ts';
import { createSandboxResponder } from './responder.ts';
import { createClock, type Clock } from './simulation/clock.ts';
import { toMs } from './simulation/duration.ts';
import { createRandom } from './simulation/random.ts';
import { createState, type State } from './state/state.ts';
import type { SandboxOptions } from './types.ts';

/** Options that aren't exported. */
export interface InternalOptions {
  /** Text of the sandbox's own key. */
  readonly key?: string | undefined;
  /** State of an earlier sandbox, whose credits, seed and key then apply. */
  readonly memory?: Memory | undefined;
  /** Files of the earlier sandbox, by the ID of their upload. */
  readonly files?: Map<string, Blob> | undefined;
  /** Called when the state changes on its own: after a task was scheduled, started or ended. */
  readonly onChange?: (() => void) | undefined;
  /** Called after each attempt of any delivery, and after each ping. */
  readonly onAttempt?: OnAttempt | undefined;
}

/** Everything behind a sandbox. */
export interface SandboxServices {
  readonly clock: Clock;
  readonly accounts: Accounts;
  /** The sandbox's own organization. */
  readonly organization: Organization;
  readonly memory: Memory;
  readonly storage: Storage;
  readonly state: State;
  readonly uploads: UploadLifecycle;
  readonly contacts: ContactLifecycle;
  readonly web: WebFlow;
  readonly routes: Routes;
  readonly rules: Map<string, Rule>;
  readonly faults: Faults;
  readonly recording: Recording;
  readonly handle: Handler;
  readonly processing: Processing;
}

const QUEUED = '2s';
const TAKES = '8s';

/**
 * Creates the services of a sandbox: first the state, then what reads it, then what changes it.
 *
 * @throws RangeError for an invalid option
 */
export function createServices(options: SandboxOptions, internal: InternalOptions = {}): SandboxServices {
  checkOptions(options);
  const { clock: pace = 'running', speed = 1, seed = 1, processing: times = {}, latency = 0 } = options;
  const processing = { queued: toMs(times.queued ?? QUEUED), takes: toMs(times.takes ?? TAKES) };

  const { memory = newMemory(seed), onAttempt = () => undefined } = internal;
  const clock = createClock({ isRunning: pace === 'running', speed }, memory.clock, internal.onChange);
  const random = createRandom(memory.random);
  const simulation = { clock, random };
  const state = createState(memory.records, internal.files);
  const accounts = createAccounts(random, memory.accounts);
  memory.own ??= createOwner(accounts, options, internal.key);
  const { organization } = memory.own;

  const storage = createStorage(clock, memory.storageSecret, (id) => findFile(state, id), options.results);
  const events = createEvents(simulation, storage.signUrl);
  const routes = createRoutes();
  const log = createDeliveryLog(clock, state.endpoints);
  const dispatcher = createDispatcher(clock, routes, { log, onAttempt });
  const notifier = createNotifier(simulation, state.endpoints, { dispatcher, log }, events);

  const uploads = createUploadLifecycle(simulation, state.uploads, processing, (upload) =>
    notifier.notifyUpload(upload),
  );
  const contacts = createContactLifecycle(simulation, state.contacts, processing, (contact) =>
    notifier.notifyContact(contact),
  );
  const web = createWebFlow(simulation, state, uploads, organization);

  const rules = new Map<string, Rule>();
  const faults = createFaults(random);
  const recording = createRecording();
  const responder = createSandboxResponder({
    clock,
    accounts,
    rateLimit: createRateLimit(options.limits, memory.recentWrites),
    storage,
    rules,
    faults,
    latency,
    // If an operation is missing here, add it to the module of its resource.
    operations: {
      ...createUploadOperations(simulation, state, uploads, storage.signUrl, options.filenames),
      ...createContactOperations(simulation, state, contacts),
      ...createWebhookOperations(simulation, state.endpoints, dispatcher, events),
    },
  });
  const handle = createHandler(sharedEngine, responder, recording);
  return {
    clock,
    accounts,
    organization,
    memory,
    storage,
    state,
    uploads,
    contacts,
    web,
    routes,
    rules,
    faults,
    recording,
    handle,
    processing,
  };
}

function createOwner(
  accounts: Accounts,
  options: SandboxOptions,
  key: string | undefined,
): NonNullable<Memory['own']> {
  const organization = accounts.createOrganization(options);
  return { organization, apiKey: accounts.createKey(organization, { text: key }).text };
}

/** The list of an upload, or `undefined` if the upload is unknown. */
function findFile({ uploads, files }: State, id: string): ReturnType<Parameters<typeof createStorage>[2]> {
  const upload = uploads.find(id);
  if (upload === undefined) return undefined;
  const original = files.get(id);
  const { list } = upload;
  return { list: list && original && { original, column: list.column } };
}
