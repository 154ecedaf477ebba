import {
  type Client,
  createClient,
  type EnsuredWebhook,
  type EnsureWebhook,
  type StoredWebhookSecrets,
  type WebhookSecretStore,
} from '@optimaldial/client';
import { loadSecrets, verifyWebhook, WebhookVerificationError } from '@optimaldial/client/webhooks';
import { createSandbox, type Sandbox } from '@optimaldial/testing';
import { expect, vi } from 'vitest';
import { phoneList } from '../../support/fake-fetch.ts';

export const url = 'https://crm.example/optimaldial';

export const DAY_MS = 86_400_000;

/** Called before and after each call of the API and of the store. What it throws is what the call throws. */
export type OnStep = (name: string, phase: 'before' | 'after') => void | Promise<void>;

/** A sandbox with a receiver that reads the secrets of a store. */
export interface EnsureScene {
  readonly sandbox: Sandbox;
  readonly client: Client;
  /** What is stored, as JSON. */
  stored: string | undefined;
  /** How far the clock of the process that calls `ensure` is ahead, in ms. */
  skew: number;
  /** Whether responses have no `date` header. */
  hidesDate: boolean;
  /** Whether the receiver is unavailable. */
  isDown: boolean;
  /** IDs of the uploads whose event was verified. */
  readonly verified: Set<string>;
  /** Calls `webhooks.ensure` in a process of its own. */
  ensure(
    wanted?: Partial<Omit<EnsureWebhook, 'store'>>,
    process?: { onStep?: OnStep; compares?: boolean },
  ): Promise<EnsuredWebhook>;
  /** Completes an upload, which sends an event. Returns its ID. */
  complete(): Promise<string>;
  advance(duration: Parameters<Sandbox['advance']>[0]): Promise<void>;
  /** Calls `ensure` until nothing is left to do, and expects one endpoint whose secret is stored. */
  settle(): Promise<void>;
}

/** Needs fake timers for `Date`, which follows the clock of the sandbox. */
export function setUpEnsure(): EnsureScene {
  // HTTP dates have no ms.
  vi.setSystemTime(Date.now() - (Date.now() % 1000));
  const sandbox = createSandbox({ clock: 'manual', credits: 1_000_000 });
  const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });

  function storeOf(onStep: OnStep | undefined, compares: boolean): WebhookSecretStore {
    return {
      async load() {
        await onStep?.('load', 'before');
        return scene.stored === undefined ? undefined : JSON.parse(scene.stored);
      },
      async save(secrets, previous) {
        await onStep?.('save', 'before');
        if (compares && scene.stored !== json(previous)) return false;
        scene.stored = json(secrets);
        await onStep?.('save', 'after');
        return undefined;
      },
    };
  }

  const scene: EnsureScene = {
    sandbox,
    client,
    stored: undefined,
    skew: 0,
    hidesDate: false,
    isDown: false,
    verified: new Set(),
    ensure(wanted = {}, { onStep, compares = true } = {}) {
      const calling = createClient({
        apiKey: sandbox.apiKey,
        maxRetries: 0,
        async fetch(input, init) {
          const name = `${init.method} ${new URL(input).pathname.replaceAll(/[\da-f]{8}-[\da-f-]+/g, ':id')}`;
          await onStep?.(name, 'before');
          const response = await sandbox.fetch(input, init);
          if (scene.hidesDate) response.headers.delete('date');
          await onStep?.(name, 'after');
          return response;
        },
      });
      vi.setSystemTime(sandbox.now().getTime() + scene.skew);
      return calling.webhooks
        .ensure({ url, ...wanted, store: storeOf(onStep, compares) })
        .finally(() => vi.setSystemTime(sandbox.now()));
    },
    async complete() {
      const { id } = await client.uploads.create(phoneList);
      await scene.advance('30s');
      return id;
    },
    async advance(duration) {
      await sandbox.advance(duration);
      vi.setSystemTime(sandbox.now());
    },
    async settle() {
      scene.isDown = false;
      for (let step = 0; step < 4; step++) {
        await scene.ensure();
        await scene.complete();
        await scene.advance('13h');
      }
      await scene.ensure();
      const endpoints = await client.webhooks.list();
      expect(endpoints).toMatchObject([{ url, is_active: true }]);
      expect(parsed(scene.stored).map(({ id }) => id)).toEqual(endpoints.map(({ id }) => id));
    },
  };

  sandbox.route('https://crm.example', async (request) => {
    if (request.headers.get('x-optimaldial-event') === 'webhook.ping') return new Response();
    if (scene.isDown) return new Response(null, { status: 503 });
    const secrets = await loadSecrets(storeOf(undefined, false));
    if (secrets.length === 0) return new Response(null, { status: 503 });
    try {
      const event = await verifyWebhook(request, secrets);
      if (event.type === 'upload.completed') scene.verified.add(event.data.upload.id);
      return new Response();
    } catch (error) {
      if (error instanceof WebhookVerificationError) return new Response(null, { status: 400 });
      throw error;
    }
  });
  vi.setSystemTime(sandbox.now());
  return scene;
}

/** The endpoints that are stored. */
export function parsed(stored: string | undefined): StoredWebhookSecrets['endpoints'] {
  const { endpoints }: StoredWebhookSecrets = JSON.parse(stored ?? '{"endpoints":[]}');
  return endpoints;
}

function json(secrets: StoredWebhookSecrets | undefined): string | undefined {
  return secrets && JSON.stringify(secrets);
}
