import type { WebhookEndpoint } from '@optimaldial/types';
import type { Handler } from '../engine/handler.ts';
import type { Recording } from '../engine/recording.ts';
import { createMockRule } from '../rules/mock-rule.ts';
import { asFetch } from '../server/as-fetch.ts';
import { listen, type InternalListenOptions, type RunningServer } from '../server/listen.ts';
import { checkCredits } from './account/accounts.ts';
import type { Processing } from './resources/upload-lifecycle.ts';
import { createServices, type InternalOptions, type SandboxServices } from './services.ts';
import { toMs } from './simulation/duration.ts';
import type { Sandbox, SandboxOptions } from './types.ts';

/**
 * Creates a sandbox. The engine is loaded when the first request arrives.
 *
 * @throws RangeError for an invalid option
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  return openSandbox(options).sandbox;
}

/** A sandbox, and what the CLI needs in addition. */
export interface OpenSandbox {
  readonly sandbox: Sandbox;
  readonly services: SandboxServices;
  readonly recording: Recording;
  readonly handle: Handler;
  /** Serves the sandbox, with a new key if other machines can reach it. */
  readonly listen: (options?: InternalListenOptions, handler?: Handler) => Promise<RunningServer>;
  readonly processing: Processing;
  /** With `contacts` of the data file, if there is one. */
  readonly options: SandboxOptions;
  /** The webhook endpoints of all organizations, oldest first. */
  readonly endpoints: () => readonly WebhookEndpoint[];
}

/**
 * Creates a sandbox for the CLI.
 *
 * @throws RangeError for an invalid option
 */
export function openSandbox(options: SandboxOptions, internal: InternalOptions = {}): OpenSandbox {
  const services = createServices(options, internal);
  const { clock, accounts, organization, memory, storage, state, rules, faults, recording, handle } =
    services;
  const ownKey = (): string => memory.own?.apiKey ?? '';

  const serve: OpenSandbox['listen'] = async (listenOptions = {}, handler = handle) => {
    const server = await listen(handler, {
      ...listenOptions,
      onExposed(address) {
        // After a restart, the key is already a random one.
        if (accounts.isPredictable()) {
          accounts.revokeAll();
          memory.own = { organization, apiKey: accounts.createKey(organization).text };
        }
        listenOptions.onExposed?.(address);
      },
    });
    storage.setOrigin(server.url);
    return server;
  };

  const sandbox: Sandbox = {
    get apiKey() {
      return ownKey();
    },
    fetch: asFetch(handle),
    listen: (listenOptions) => serve(listenOptions),
    ...recording.log,
    on: (operation) => ({
      ...createMockRule(rules, operation),
      fault: (kind, faultOptions = {}) => faults.add(operation, kind, faultOptions),
    }),
    advance: (duration) => clock.advance(toMs(duration)),
    now: () => new Date(clock.now()),
    credits: (key = ownKey()) => accounts.findKey(key).organization.credits,
    grant(credits, key = ownKey()) {
      checkCredits(credits);
      accounts.findKey(key).organization.credits += credits;
    },
    createKey({ organization: owner = 'own', scopes, expiresIn, ...newOrganization } = {}) {
      const keyOwner = owner === 'own' ? organization : accounts.createOrganization(newOrganization);
      const expires = expiresIn === undefined ? undefined : clock.now() + toMs(expiresIn);
      return accounts.createKey(keyOwner, { scopes, expires }).text;
    },
    revokeKey: (key) => void (accounts.findKey(key).revoked = true),
    web: services.web,
    fail(id, message = 'Processing failed') {
      clock.runDue();
      const failed = services.uploads.fail(id, message) ?? services.contacts.fail(id, message);
      if (failed === undefined) throw new RangeError(`Unknown upload or contact "${id}".`);
      return failed;
    },
    uploads() {
      clock.runDue();
      return state.uploads.all.map(({ value }) => value);
    },
    contacts() {
      clock.runDue();
      return state.contacts.all.map(({ value }) => value);
    },
    route: (address, target) => services.routes.route(address, target),
    deliveries: () =>
      state.endpoints.all
        .flatMap(({ deliveries }) => deliveries)
        .toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1)),
    faults: () => [...faults.injected],
    reset() {
      rules.clear();
      faults.clear();
      recording.clear();
    },
    close: () => clock.stop(),
  };
  return {
    sandbox,
    services,
    recording,
    handle,
    listen: serve,
    processing: services.processing,
    options: { ...options, contacts: organization.contacts },
    endpoints: () => state.endpoints.all.map(({ value }) => value),
  };
}
