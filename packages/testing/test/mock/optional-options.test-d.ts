import {
  type buildContact,
  type buildUpload,
  type buildWebhookEndpoint,
  buildWebhookEvent,
  createMock,
  createSandbox,
  type FaultOptions,
  type KeyOptions,
  type ListenOptions,
  type OrganizationOptions,
  type SandboxOptions,
  type SignOptions,
  signWebhook,
  type WriteLimits,
} from '@optimaldial/testing';
import type { Contact, Upload, WebhookEndpoint } from '@optimaldial/types';
import { expectTypeOf, test } from 'vitest';

declare const port: number | undefined;
declare const text: string | undefined;

/** Optional properties that also accept `undefined`, which `exactOptionalPropertyTypes` distinguishes. */
type Loose<T> = { [Name in keyof T]?: T[Name] | undefined };

test('types: every optional option accepts undefined', () => {
  expectTypeOf<Loose<ListenOptions>>().toExtend<ListenOptions>();
  expectTypeOf<Loose<SandboxOptions>>().toExtend<SandboxOptions>();
  expectTypeOf<Loose<NonNullable<SandboxOptions['processing']>>>().toExtend<SandboxOptions['processing']>();
  expectTypeOf<Loose<KeyOptions>>().toExtend<KeyOptions>();
  expectTypeOf<Loose<OrganizationOptions>>().toExtend<OrganizationOptions>();
  expectTypeOf<Loose<WriteLimits>>().toExtend<WriteLimits>();
  expectTypeOf<Loose<FaultOptions>>().toExtend<FaultOptions>();
  expectTypeOf<Loose<SignOptions>>().toExtend<SignOptions>();
  expectTypeOf<Loose<Upload>>().toExtend<NonNullable<Parameters<typeof buildUpload>[0]>>();
  expectTypeOf<Loose<Contact>>().toExtend<NonNullable<Parameters<typeof buildContact>[0]>>();
  expectTypeOf<Loose<WebhookEndpoint>>().toExtend<NonNullable<Parameters<typeof buildWebhookEndpoint>[0]>>();
});

test('types: calls with possibly undefined values compile', () => {
  void createSandbox({ credits: port, processing: { queued: port } }).listen({
    port,
    host: text,
    cors: text,
  });
  void createMock().listen({ port });
  createSandbox().on('listUploads').fault('reset', { times: port });
  buildWebhookEvent('upload.failed', { data: { upload: { id: text }, error_message: text } });
  signWebhook('', '', { timestamp: port });
});
