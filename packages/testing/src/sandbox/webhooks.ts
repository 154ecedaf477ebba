import type { WebhookDelivery, WebhookEndpoint, WebhookEvent } from '@optimaldial/types';
import document from '@optimaldial/types/openapi.json' with { type: 'json' };
import { attemptDelivery, PAUSES_MS } from '../attempt-delivery.ts';
import { isRecord } from '../record.ts';
import type { Organization } from './account.ts';
import { firstExample, ok, problem } from './answers.ts';
import type { Context, Serve } from './context.ts';
import { isPublic, type Routes } from './routes.ts';
import type { Which } from './storage.ts';
import type { StoredUpload } from './uploads.ts';

interface StoredEndpoint {
  readonly organization: Organization;
  readonly secret: string;
  value: WebhookEndpoint;
  readonly deliveries: WebhookDelivery[];
}

/** What is told to an endpoint. */
interface Message {
  readonly event: WebhookEvent;
  readonly url: string;
  readonly secret: string;
}

type Operation =
  | 'createWebhookEndpoint'
  | 'listWebhookEndpoints'
  | 'retrieveWebhookEndpoint'
  | 'updateWebhookEndpoint'
  | 'deleteWebhookEndpoint'
  | 'listWebhookDeliveries';

/** The endpoints of a sandbox, and what is delivered to them. */
export interface Webhooks {
  readonly serve: Readonly<Record<Operation, Serve>>;
  /** Tells the endpoints of an upload's organization what became of it. */
  tell(upload: StoredUpload): void;
  /** Sends an event to a URL by itself, with the retries of the others. */
  send(message: Message, onAttempt?: (status: number | undefined, attempt: number) => void): void;
  /** An event around its data. */
  event(type: string, data: object): WebhookEvent;
  /** Every delivery, newest first. */
  deliveries(): readonly WebhookDelivery[];
}

const VERSION = document.components.examples.UploadCompletedEvent.value.api_version;
const DEFAULT_EVENTS: WebhookEndpoint['events'] = ['upload.completed', 'upload.failed'];
const MOST_FAILURES = 20;
const DEFAULT_LIMIT = 20;

/** Makes the endpoints of a sandbox. */
export function createWebhooks(
  { clock, random }: Context,
  routes: Routes,
  sign: (id: string, which: Which) => { download_url: string },
): Webhooks {
  const endpoints: StoredEndpoint[] = [];
  const find = (organization: Organization, id: string): StoredEndpoint | undefined =>
    endpoints.find((one) => one.organization === organization && one.value.id === id.toLowerCase());

  const event: Webhooks['event'] = (type, data) => {
    const made = { id: `evt_${random.hex(32)}`, type, api_version: VERSION, created_at: clock.stamp(), data };
    // Told apart by `type`, which decides what `data` is; the tests hold each against the description.
    return made as WebhookEvent;
  };

  async function attempt(
    { event: told, url, secret }: Message,
    number: number,
    delivery: string,
  ): Promise<number | undefined> {
    const target = routes.target(url);
    if (target === undefined) return undefined;
    // By the clock of the machine, as the receiver's is: he refuses what is 5 minutes old or ahead.
    const timestamp = Math.floor(Date.now() / 1000);
    return attemptDelivery(target, told, { url, secret, delivery, attempt: number, timestamp });
  }

  async function ping(url: string, secret: string): Promise<boolean> {
    const told = event('webhook.ping', { challenge: random.hex(32) });
    const status = await attempt({ event: told, url, secret }, 1, random.uuid());
    return isSuccess(status);
  }

  const send: Webhooks['send'] = (message, onAttempt) => {
    const delivery = random.uuid();
    const go = async (number: number): Promise<void> => {
      const at = clock.now();
      const status = await attempt(message, number, delivery);
      onAttempt?.(status, number);
      const pause = PAUSES_MS[number - 1];
      if (!isSuccess(status) && pause !== undefined) clock.at(at + pause, () => go(number + 1));
    };
    clock.at(clock.now(), () => go(1));
  };

  function deliver(endpoint: StoredEndpoint, told: WebhookEvent): void {
    const now = clock.stamp();
    const delivery: WebhookDelivery = {
      id: random.uuid(),
      webhook_endpoint_id: endpoint.value.id,
      event_id: random.uuid(),
      event_type: told.type,
      status: 'pending',
      attempt_count: 0,
      next_retry_at: now,
      created_at: now,
      last_attempt_at: null,
      last_response_status: null,
      last_error: null,
      delivered_at: null,
    };
    endpoint.deliveries.unshift(delivery);
    const go = async (number: number): Promise<void> => {
      const at = clock.now();
      if (!endpoint.value.is_active || !endpoints.includes(endpoint)) {
        Object.assign(delivery, { status: 'exhausted', last_error: 'The endpoint is switched off' });
        return;
      }
      delivery.status = 'in_flight';
      const { url } = endpoint.value;
      const status = await attempt({ event: told, url, secret: endpoint.secret }, number, delivery.id);
      const stamp = new Date(at).toISOString();
      Object.assign(delivery, {
        attempt_count: number,
        last_attempt_at: stamp,
        last_response_status: status ?? null,
      });
      if (isSuccess(status)) {
        Object.assign(delivery, { status: 'delivered', delivered_at: stamp, last_error: null });
        endpoint.value = { ...endpoint.value, consecutive_failures: 0, last_success_at: stamp };
        return;
      }
      const failures = endpoint.value.consecutive_failures + 1;
      const off = failures >= MOST_FAILURES;
      endpoint.value = {
        ...endpoint.value,
        consecutive_failures: failures,
        last_failure_at: stamp,
        ...(off ? { is_active: false, disabled_at: stamp } : {}),
      };
      const pause = PAUSES_MS[number - 1];
      delivery.last_error = status === undefined ? 'No answer' : `Answered ${status}`;
      if (pause === undefined) {
        delivery.status = 'exhausted';
        return;
      }
      delivery.status = 'pending';
      delivery.next_retry_at = new Date(at + pause).toISOString();
      clock.at(at + pause, () => go(number + 1));
    };
    clock.at(clock.now(), () => go(1));
  }

  /** Takes what was given of an endpoint; the URL has to be public, and to answer a ping. */
  async function accept(
    change: Readonly<Record<string, unknown>>,
    secret: string,
  ): Promise<string | undefined> {
    const { url } = change;
    if (typeof url !== 'string') return undefined;
    if (!isPublic(url)) return 'url must be https and on a public host';
    if (routes.target(url) === undefined) {
      return `The endpoint did not answer the ping: the sandbox has no route to it. Say sandbox.route('${new URL(url).origin}', target)`;
    }
    return (await ping(url, secret)) ? undefined : 'The endpoint did not answer the ping with a 2xx';
  }

  return {
    send,
    event,
    deliveries: () =>
      endpoints.flatMap((one) => one.deliveries).toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1)),
    tell(upload) {
      const made = toEvent(upload, event, sign);
      if (made === undefined) return;
      for (const endpoint of endpoints) {
        const wants = endpoint.value.events.some((type) => type === made.type);
        if (endpoint.organization === upload.organization && endpoint.value.is_active && wants) {
          deliver(endpoint, made);
        }
      }
    },
    serve: {
      async createWebhookEndpoint({ operation, key, body }) {
        const given = isRecord(body) ? body : {};
        const secret = random.hex(64);
        const refused = await accept(given, secret);
        if (refused !== undefined) return problem(operation, 'ping_failed', refused);
        const made = clock.stamp();
        const value: WebhookEndpoint = {
          id: random.uuid(),
          user_id: key.organization.userId,
          organization_id: key.organization.id,
          url: String(given['url']),
          description: typeof given['description'] === 'string' ? given['description'] : null,
          events: readEvents(given['events']) ?? DEFAULT_EVENTS,
          is_active: true,
          consecutive_failures: 0,
          verified_at: made,
          last_success_at: null,
          last_failure_at: null,
          disabled_at: null,
          created_at: made,
          updated_at: made,
        };
        endpoints.push({ organization: key.organization, secret, value, deliveries: [] });
        return ok({ webhook: value, secret });
      },
      listWebhookEndpoints: ({ key }) =>
        ok(endpoints.filter((one) => one.organization === key.organization).map(({ value }) => value)),
      retrieveWebhookEndpoint({ operation, key, path: [id = ''] }) {
        const found = find(key.organization, id);
        return found === undefined ? problem(operation, 'unknown_webhook') : ok(found.value);
      },
      async updateWebhookEndpoint({ operation, key, path: [id = ''], body }) {
        const found = find(key.organization, id);
        if (found === undefined) return problem(operation, 'unknown_webhook');
        const given = isRecord(body) ? body : {};
        const moved = given['url'] !== undefined && given['url'] !== found.value.url;
        const refused = moved ? await accept(given, found.secret) : undefined;
        if (refused !== undefined) return problem(operation, 'ping_failed', refused);
        const { url, description, is_active: active } = given;
        found.value = {
          ...found.value,
          ...(typeof url === 'string' ? { url } : {}),
          ...(typeof description === 'string' || description === null ? { description } : {}),
          ...(given['events'] === undefined ? {} : { events: readEvents(given['events']) ?? DEFAULT_EVENTS }),
          ...(active === true ? { is_active: true, disabled_at: null, consecutive_failures: 0 } : {}),
          ...(active === false ? { is_active: false, disabled_at: clock.stamp() } : {}),
          ...(moved ? { verified_at: clock.stamp() } : {}),
          updated_at: clock.stamp(),
        };
        return ok(found.value);
      },
      deleteWebhookEndpoint({ operation, key, path: [id = ''] }) {
        const found = find(key.organization, id);
        if (found === undefined) return problem(operation, 'unknown_webhook');
        endpoints.splice(endpoints.indexOf(found), 1);
        return firstExample(operation);
      },
      listWebhookDeliveries({ operation, key, path: [id = ''], query }) {
        const found = find(key.organization, id);
        if (found === undefined) return problem(operation, 'unknown_webhook');
        return ok(found.deliveries.slice(0, Number(query['limit'] ?? DEFAULT_LIMIT)));
      },
    },
  };
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

function readEvents(given: unknown): WebhookEndpoint['events'] | undefined {
  return Array.isArray(given) ? KNOWN_EVENTS.filter((type) => given.includes(type)) : undefined;
}

const KNOWN_EVENTS: WebhookEndpoint['events'] = ['upload.created', 'upload.completed', 'upload.failed'];

/** What is told of an upload at its status, if anything. */
function toEvent(
  { value, list }: StoredUpload,
  event: Webhooks['event'],
  sign: (id: string, which: Which) => { download_url: string },
): WebhookEvent | undefined {
  const { id, source, status, original_filename, valid_row_count, invalid_row_count } = value;
  const { organization_id, created_at } = value;
  const common = { id, source, status, original_filename, valid_row_count, organization_id, created_at };
  if (status === 'ready_for_processing') {
    return event('upload.created', { upload: { ...common, total_rows: list?.total ?? 0 } });
  }
  if (status === 'completed') {
    const downloads = {
      processed: sign(id, 'processed').download_url,
      processed_filtered: sign(id, 'processed-filtered').download_url,
    };
    return event('upload.completed', { upload: { ...common, invalid_row_count, downloads } });
  }
  if (status !== 'failed') return undefined;
  return event('upload.failed', { upload: common, error_message: value.error_message });
}
