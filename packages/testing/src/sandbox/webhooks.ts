import { webhookEventTypeValues, type WebhookDelivery, type WebhookEndpoint } from '@optimaldial/types';
import { isRecord } from '../is-record.ts';
import type { Organization } from './account.ts';
import { firstExample, ok, problem } from '../engine/responses.ts';
import type { Context, Serve } from './context.ts';
import { logDelivery, type StoredEndpoint } from './delivery/delivery-log.ts';
import type { Dispatch } from './delivery/dispatch.ts';
import type { Events } from './delivery/events.ts';
import { isPublic } from './delivery/public-url.ts';
import type { StoredUpload } from './uploads.ts';

type Operation =
  | 'createWebhookEndpoint'
  | 'listWebhookEndpoints'
  | 'retrieveWebhookEndpoint'
  | 'updateWebhookEndpoint'
  | 'deleteWebhookEndpoint'
  | 'listWebhookDeliveries';

/** The endpoints of a sandbox. */
export interface Webhooks {
  readonly serve: Readonly<Record<Operation, Serve>>;
  /** Tells the endpoints of an upload's organization what became of it. */
  tell(upload: StoredUpload): void;
  /** Every delivery, newest first. */
  deliveries(): readonly WebhookDelivery[];
}

const DEFAULT_EVENTS: WebhookEndpoint['events'] = ['upload.completed', 'upload.failed'];
const DEFAULT_LIMIT = 20;

/** Makes the endpoints of a sandbox. */
export function createWebhooks(
  { clock, random }: Context,
  dispatch: Dispatch,
  events: Pick<Events, 'ping' | 'ofUpload'>,
): Webhooks {
  const endpoints: StoredEndpoint[] = [];
  const ownedBy = (organization: Organization): StoredEndpoint[] =>
    endpoints.filter((one) => one.organization === organization);

  /** Serves a call that names an endpoint, or answers that there is none. */
  const withEndpoint =
    (serve: (endpoint: StoredEndpoint, call: Parameters<Serve>[0]) => ReturnType<Serve>): Serve =>
    (call) => {
      const id = call.path[0]?.toLowerCase();
      const found = ownedBy(call.key.organization).find(({ value }) => value.id === id);
      return found === undefined ? problem(call.operation, 'unknown_webhook') : serve(found, call);
    };

  /** Why a URL cannot be an endpoint's, if so: it has to be public, and to answer a ping. */
  async function refusal(url: string, secret: string): Promise<string | undefined> {
    if (!isPublic(url)) return 'url must be https and on a public host';
    if (!dispatch.reaches(url)) {
      return `The endpoint did not answer the ping: the sandbox has no route to it. Say sandbox.route('${new URL(url).origin}', target)`;
    }
    const parcel = { id: random.uuid(), event: events.ping().event, secret, url: () => url };
    return (await dispatch.once(parcel)) ? undefined : 'The endpoint did not answer the ping with a 2xx';
  }

  return {
    deliveries: () =>
      endpoints.flatMap((one) => one.deliveries).toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1)),
    tell(upload) {
      const told = events.ofUpload(upload);
      if (told === undefined) return;
      for (const endpoint of ownedBy(upload.organization)) {
        const wants = endpoint.value.events.some((type) => type === told.event.type);
        if (!endpoint.value.is_active || !wants) continue;
        const id = random.uuid();
        const parcel = { id, event: told.event, secret: endpoint.secret, url: () => endpoint.value.url };
        const exists = (): boolean => endpoints.includes(endpoint);
        dispatch.deliver(parcel, logDelivery(endpoint, told, { id, clock, exists }));
      }
    },
    serve: {
      async createWebhookEndpoint({ operation, key: { organization }, body }) {
        const given = isRecord(body) ? body : {};
        const url = String(given['url']);
        const secret = random.hex(64);
        const refused = await refusal(url, secret);
        if (refused !== undefined) return problem(operation, 'ping_failed', refused);
        const made = clock.stamp();
        const value: WebhookEndpoint = {
          id: random.uuid(),
          user_id: organization.userId,
          organization_id: organization.id,
          url,
          description: typeof given['description'] === 'string' ? given['description'] : null,
          events: readEvents(given['events']),
          is_active: true,
          consecutive_failures: 0,
          verified_at: made,
          last_success_at: null,
          last_failure_at: null,
          disabled_at: null,
          created_at: made,
          updated_at: made,
        };
        endpoints.push({ organization, secret, value, deliveries: [] });
        return ok({ webhook: value, secret });
      },
      listWebhookEndpoints: ({ key }) => ok(ownedBy(key.organization).map(({ value }) => value)),
      retrieveWebhookEndpoint: withEndpoint(({ value }) => ok(value)),
      updateWebhookEndpoint: withEndpoint(async (endpoint, { operation, body }) => {
        const { url, description, events: types, is_active: active } = isRecord(body) ? body : {};
        const moved = typeof url === 'string' && url !== endpoint.value.url ? url : undefined;
        const refused = moved === undefined ? undefined : await refusal(moved, endpoint.secret);
        if (refused !== undefined) return problem(operation, 'ping_failed', refused);
        const now = clock.stamp();
        endpoint.value = {
          ...endpoint.value,
          ...(moved === undefined ? {} : { url: moved, verified_at: now }),
          ...(typeof description === 'string' || description === null ? { description } : {}),
          ...(types === undefined ? {} : { events: readEvents(types) }),
          ...(active === true && !endpoint.value.is_active
            ? { is_active: true, disabled_at: null, consecutive_failures: 0 }
            : {}),
          ...(active === false ? { is_active: false, disabled_at: now } : {}),
          updated_at: now,
        };
        return ok(endpoint.value);
      }),
      deleteWebhookEndpoint: withEndpoint((endpoint, { operation }) => {
        endpoints.splice(endpoints.indexOf(endpoint), 1);
        return firstExample(operation);
      }),
      listWebhookDeliveries: withEndpoint(({ deliveries }, { query }) =>
        ok(deliveries.slice(0, Number(query['limit'] ?? DEFAULT_LIMIT))),
      ),
    },
  };
}

function readEvents(given: unknown): WebhookEndpoint['events'] {
  return Array.isArray(given)
    ? webhookEventTypeValues.filter((type) => given.includes(type))
    : DEFAULT_EVENTS;
}
