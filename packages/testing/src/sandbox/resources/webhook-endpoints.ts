import { webhookEventTypeValues, type WebhookEndpoint } from '@optimaldial/types';
import type { EngineResponse } from '../../engine/engine.ts';
import { firstExample, ok, problem } from '../../engine/responses.ts';
import { isRecord } from '../../is-record.ts';
import type { Dispatcher } from '../delivery/dispatcher.ts';
import type { Events } from '../delivery/events.ts';
import { isPublic } from '../delivery/public-url.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Collection } from '../state/collection.ts';
import type { EndpointRecord } from '../state/state.ts';
import { serveRecord, type Call, type Serve } from './call.ts';

type Operation =
  | 'createWebhookEndpoint'
  | 'listWebhookEndpoints'
  | 'retrieveWebhookEndpoint'
  | 'updateWebhookEndpoint'
  | 'deleteWebhookEndpoint'
  | 'listWebhookDeliveries';

const DEFAULT_EVENTS: WebhookEndpoint['events'] = ['upload.completed', 'upload.failed'];
const DEFAULT_LIMIT = 20;

/** Creates the webhook operations. */
export function createWebhookOperations(
  { clock, random }: Simulation,
  endpoints: Collection<EndpointRecord>,
  dispatcher: Dispatcher,
  events: Events,
): Readonly<Record<Operation, Serve>> {
  const withEndpoint = (serve: (endpoint: EndpointRecord, call: Call) => ReturnType<Serve>): Serve =>
    serveRecord(endpoints, 'unknown_webhook', serve);

  /** Checks that a URL is public and responds to a ping. Returns the error response if not. */
  async function verify(operation: string, url: string, secret: string): Promise<EngineResponse | undefined> {
    const ping = { id: random.uuid(), event: events.ping().event, secret, url };
    // Sent to a private URL, too, so that its failure is reported. It has no route.
    const hasSucceeded = URL.canParse(url) && (await dispatcher.send(ping));
    if (!isPublic(url)) {
      return problem(operation, 'ping_failed', 'url must be https and on a public host');
    }
    if (!dispatcher.canReach(url)) {
      return problem(
        operation,
        'ping_failed',
        // Without the URL: the client redacts URLs in messages, up to the next space.
        'The ping failed: the sandbox has no route for this URL. Add one with --route FROM=TO, or in code with sandbox.route(url, target)',
      );
    }
    return hasSucceeded ? undefined : problem(operation, 'ping_failed');
  }

  return {
    async createWebhookEndpoint({ operation, key: { organization }, body }) {
      const fields = isRecord(body) ? body : {};
      const url = String(fields['url']);
      const secret = random.hex(64);
      const failed = await verify(operation, url, secret);
      if (failed !== undefined) return failed;
      const now = clock.timestamp();
      const value: WebhookEndpoint = {
        id: random.uuid(),
        user_id: organization.userId,
        organization_id: organization.id,
        url,
        description: typeof fields['description'] === 'string' ? fields['description'] : null,
        events: readEvents(fields['events']),
        is_active: true,
        consecutive_failures: 0,
        verified_at: now,
        last_success_at: null,
        last_failure_at: null,
        disabled_at: null,
        created_at: now,
        updated_at: now,
      };
      endpoints.add({ organization, secret, value, deliveries: [] });
      return ok({ webhook: value, secret });
    },
    listWebhookEndpoints: ({ key }) => ok(endpoints.ownedBy(key.organization).map(({ value }) => value)),
    retrieveWebhookEndpoint: withEndpoint(({ value }) => ok(value)),
    updateWebhookEndpoint: withEndpoint(async (endpoint, { operation, body }) => {
      const { url, description, events: types, is_active: active } = isRecord(body) ? body : {};
      const newUrl = typeof url === 'string' && url !== endpoint.value.url ? url : undefined;
      const failed = newUrl === undefined ? undefined : await verify(operation, newUrl, endpoint.secret);
      if (failed !== undefined) return failed;
      const now = clock.timestamp();
      endpoint.value = {
        ...endpoint.value,
        ...(newUrl === undefined ? {} : { url: newUrl, verified_at: now }),
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
      endpoints.remove(endpoint);
      return firstExample(operation);
    }),
    listWebhookDeliveries: withEndpoint(({ deliveries }, { query }) =>
      ok(deliveries.slice(0, Number(query['limit'] ?? DEFAULT_LIMIT))),
    ),
  };
}

function readEvents(types: unknown): WebhookEndpoint['events'] {
  return Array.isArray(types)
    ? webhookEventTypeValues.filter((type) => types.includes(type))
    : DEFAULT_EVENTS;
}
