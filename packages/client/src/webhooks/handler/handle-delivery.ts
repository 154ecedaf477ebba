import type { WebhookEvent } from '@optimaldial/types';
import { ConfigurationError } from '../../errors/configuration.ts';
import { ownProperty } from '../../own-property.ts';
import { invalidBody } from '../delivery-body.ts';
import type { WebhookHeaders } from '../delivery-headers.ts';
import type { HandlerSettings } from './handler-options.ts';
import { WebhookVerificationError } from '../verification-error.ts';
import { verifyWebhook } from '../verify-webhook.ts';

/** A request whose body isn't read yet, in either shape. */
export interface IncomingDelivery {
  readonly method: string | undefined;
  readonly headers: WebhookHeaders;
  /** Returns a header. */
  header(name: string): unknown;
  /** Reads the raw body. Returns `undefined` if it has more than `maxBytes`. May stop when `signal` aborts. */
  read(maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

// Declared as a method, whose parameters are compared bivariantly: the handler is that of the event's type.
type AnyHandler = { handle(event: WebhookEvent): unknown }['handle'];

/**
 * Handles a delivery and returns the status of the response. Never rejects.
 *
 * @param signal aborts when the response was sent without the result
 * @param onVerified receives the event before it is handled
 */
export async function handleDelivery(
  delivery: IncomingDelivery,
  settings: HandlerSettings,
  signal: AbortSignal,
  onVerified: (event: WebhookEvent) => void,
): Promise<number> {
  if (delivery.method !== 'POST') return 405;
  const { maxBytes, report } = settings;
  const refuse = async (status: number, error: unknown, isExpected?: true): Promise<number> => {
    if (!signal.aborted) await report(error, undefined, isExpected);
    return status;
  };
  let body: Uint8Array | undefined;
  try {
    const isLarge = Number(delivery.header('content-length')) > maxBytes;
    body = isLarge ? undefined : await delivery.read(maxBytes, signal);
  } catch (error) {
    // The connection broke, unless a framework has read the body.
    return refuse(error instanceof ConfigurationError ? 500 : 400, error, true);
  }
  if (body === undefined) {
    return refuse(
      413,
      invalidBody(`has more than ${maxBytes} bytes`, 'Increase `maxBytes` if it is an event'),
    );
  }
  // Signed with a secret that `webhooks.create` returns only after this response. Nothing depends on it.
  if (delivery.header('x-optimaldial-event') === 'webhook.ping') return 204;
  let event: WebhookEvent;
  try {
    event = await verify(body, delivery.headers, settings);
  } catch (error) {
    return refuse(error instanceof WebhookVerificationError ? 400 : 503, error);
  }
  if (signal.aborted) return 503;
  onVerified(event);
  return handleOnce(event, settings);
}

async function verify(
  body: Uint8Array,
  headers: WebhookHeaders,
  { secrets, tolerance }: HandlerSettings,
): Promise<WebhookEvent> {
  const trusted = await secrets();
  if (trusted.length === 0) {
    throw new ConfigurationError(
      'The webhook secret is missing, so the delivery got a 503. Pass `secret: () => loadSecrets(store)` with the store of webhooks.ensure, or the secret that webhooks.create returned.',
    );
  }
  const event = await verifyWebhook({ body, headers }, trusted, { tolerance });
  if (typeof event.id !== 'string') throw invalidBody('is signed, but has no event ID');
  return event;
}

async function handleOnce(event: WebhookEvent, settings: HandlerSettings): Promise<number> {
  const reports: Promise<void>[] = [];
  const status = await claimAndHandle(event, settings, (error) =>
    reports.push(settings.report(error, event)),
  );
  // After the event was released: an `onError` that never ends can't keep it claimed.
  await Promise.all(reports);
  return status;
}

async function claimAndHandle(
  event: WebhookEvent,
  { on, seen }: HandlerSettings,
  report: (error: unknown) => void,
): Promise<number> {
  const { id } = event;
  const attempt = async (work: () => unknown): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  };
  const handlers: Readonly<Partial<Record<string, AnyHandler>>> = on;
  const handle = ownProperty(handlers, event.type) ?? ownProperty(handlers, 'default');
  if (handle === undefined) return 204;
  let claim: unknown;
  if (!(await attempt(async () => (claim = await seen.claim(id))))) return 503;
  if (claim !== 'new') return claim === 'done' ? 204 : 503;
  if (await attempt(() => handle(event))) {
    // Acknowledged even if this fails: the event is handled, and a retry would handle it twice.
    await attempt(() => seen.done(id));
    return 204;
  }
  await attempt(() => seen.release(id));
  return 500;
}
