import { readFile } from 'node:fs/promises';
import { root } from '@optimaldial/checks/shell';
import { expect, test } from 'vitest';
import type { Spec } from '@optimaldial/codegen/spec';
import { bumpFor, type Bump } from '../src/diff/bump.ts';
import { compareSpecs } from '../src/diff/compare.ts';
import type { Severity } from '../src/diff/severity.ts';

// An edit writes what no type knows.
type Edited = any;

const text = await readFile(`${root}packages/types/openapi.json`, 'utf8');
const released = JSON.parse(text) as Spec;

type Make = (spec: Edited, schemas: Edited) => unknown;

interface Row {
  edit: string;
  make: Make;
  /** Changes the released spec before the comparison. */
  before?: Make;
  severity: Severity;
  /** After and before 1.0. */
  bumps: readonly [Bump, Bump];
  /** The text of the most severe change. */
  what: string;
  /** Values that are reported to users with an exhaustive switch. */
  newValues?: string[];
}

const breaking = { severity: 'breaking', bumps: ['major', 'minor'] } as const;
const additive = { severity: 'additive', bumps: ['minor', 'patch'] } as const;
const docs = { severity: 'docs', bumps: ['patch', 'patch'] } as const;

const UPLOADS = '/api/v1/uploads';
const UPLOAD = '/api/v1/uploads/{upload_id}';
const WEBHOOK = '/api/v1/webhooks/{webhook_id}';
const DELIVERIES = '/api/v1/webhooks/{webhook_id}/deliveries';
const CONTACTS = '/api/v1/contacts';
const CONTACT = '/api/v1/contacts/{contact_id}';

/** The policy: each edit with the bump that a careful maintainer would choose. */
const POLICY: readonly Row[] = [
  // Fields
  {
    edit: 'a field removed from a response',
    make: (_, { Upload }) => delete Upload.properties.file_size_bytes,
    what: 'Removed `file_size_bytes` from `Upload`',
    ...breaking,
  },
  {
    // The server ignores it from now on; an object literal that has it does not compile.
    edit: 'a field removed from a request',
    make: (_, { CreateContact }) => delete CreateContact.properties.callback_url,
    what: 'Removed `callback_url` from `CreateContact`',
    ...breaking,
  },
  {
    edit: 'a field renamed in place',
    make: (_, { Upload }) => {
      Upload.properties = rename(Upload.properties, 'original_filename', 'filename');
      Upload.required = Upload.required.map((name: string) => name.replace('original_', ''));
    },
    what: 'Renamed `original_filename` of `Upload` to `filename`',
    ...breaking,
  },
  {
    edit: 'a field renamed and moved',
    make: (_, { WebhookDelivery: { properties } }) => {
      properties.error = properties.last_error;
      delete properties.last_error;
    },
    what: 'Renamed `last_error` of `WebhookDelivery` to `error`',
    ...breaking,
  },
  {
    edit: 'a field added to a response',
    make: (_, { Upload }) => (Upload.properties.row_count = { type: 'integer' }),
    what: 'Added `row_count` to `Upload`',
    ...additive,
  },
  {
    edit: 'a field added to a response that is always present',
    make: (_, { Contact }) => {
      Contact.properties.attempts = { type: 'integer' };
      Contact.required.push('attempts');
    },
    what: 'Added `attempts`, which is always present, to `Contact`',
    ...additive,
  },
  {
    edit: 'an optional field added to a request',
    make: (_, { CreateContact }) => (CreateContact.properties.note = { type: 'string' }),
    what: 'Added `note` to `CreateContact`',
    ...additive,
  },
  {
    edit: 'a required field added to a request',
    make: (_, { CreateWebhookEndpoint }) => {
      CreateWebhookEndpoint.properties.owner = { type: 'string' };
      CreateWebhookEndpoint.required.push('owner');
    },
    what: 'Added the required field `owner` to `CreateWebhookEndpoint`',
    ...breaking,
  },
  {
    edit: 'a response field made optional',
    make: (_, { WebhookEndpoint }) => WebhookEndpoint.required.pop(),
    what: 'Made `updated_at` of `WebhookEndpoint` optional',
    ...breaking,
  },
  {
    edit: 'a field deprecated',
    make: (_, { Upload }) => (Upload.properties.storage_path.deprecated = true),
    what: 'Deprecated `storage_path` of `Upload`',
    ...additive,
  },

  // Enums
  {
    // Running programs still work. An exhaustive switch no longer covers all values.
    edit: 'an enum value added to a response',
    make: (_, { UploadStatus }) => UploadStatus.enum.push('paused'),
    what: 'Added `paused` to the values of `UploadStatus`',
    newValues: ['paused'],
    ...additive,
  },
  {
    edit: 'an enum value added to a request',
    before: ({ paths }) => paths[UPLOADS].get.parameters.push({ ...region, schema: { enum: ['us'] } }),
    make: ({ paths }) => paths[UPLOADS].get.parameters.at(-1).schema.enum.push('ca'),
    what: 'Added `ca` to the values of parameter `region`',
    ...additive,
  },
  {
    // A comparison with it does not compile any more.
    edit: 'an enum value removed from a response',
    make: (_, { WebhookDeliveryStatus }) => WebhookDeliveryStatus.enum.pop(),
    what: 'Removed `exhausted` from the values of `WebhookDeliveryStatus`',
    ...breaking,
  },

  {
    edit: 'an enum removed from a response',
    make: (_, { UploadSource }) => delete UploadSource.enum,
    what: 'Changed the enum of `UploadSource` from web | api to none',
    ...breaking,
  },

  // Parameters
  {
    edit: 'a required parameter added',
    make: ({ paths }) => (paths[UPLOADS].post.parameters = [{ ...region, required: true }]),
    what: 'Added the required parameter `region` to POST /api/v1/uploads',
    ...breaking,
  },
  {
    edit: 'an optional parameter added',
    make: ({ paths }) => paths[CONTACTS].get.parameters.push(region),
    what: 'Added the parameter `region` to GET /api/v1/contacts',
    ...additive,
  },
  {
    edit: 'a parameter removed',
    make: ({ paths }) => delete paths[DELIVERIES].get.parameters,
    what: 'Removed the parameter `limit` from GET /api/v1/webhooks/{webhook_id}/deliveries',
    ...breaking,
  },
  {
    // Callers pass path parameters by name.
    edit: 'a path parameter renamed',
    make: ({ components }) => (components.parameters.WebhookId.name = 'id'),
    what: 'Changed the name of parameter `id` from webhook_id to id',
    ...breaking,
  },
  {
    edit: 'a required body added',
    make: ({ paths }) => (paths[DELIVERIES].get.requestBody = { required: true, content: {} }),
    what: 'Added a required body to GET /api/v1/webhooks/{webhook_id}/deliveries',
    ...breaking,
  },
  {
    // Requests without the field now behave differently.
    edit: 'a default changed in a request',
    make: (_, { CreateUploadNumbers }) => (CreateUploadNumbers.properties.skip_mobile_lookup.default = true),
    what: 'Changed the default of `skip_mobile_lookup` of `CreateUploadNumbers` from false to true',
    ...breaking,
  },

  // Types
  {
    edit: 'a type widened in a response',
    make: (_, { Contact }) => (Contact.properties.phone.type = ['string', 'null']),
    what: 'Changed the type of `phone` of `Contact` from string to string | null',
    ...breaking,
  },
  {
    edit: 'a type narrowed in a response',
    make: (_, { Upload }) => (Upload.properties.valid_row_count.type = 'integer'),
    what: 'Changed the type of `valid_row_count` of `Upload` from integer | null to integer',
    ...additive,
  },
  {
    edit: 'a type widened in a request',
    make: (_, { CreateContact }) => (CreateContact.properties.phone.type = ['string', 'integer']),
    what: 'Changed the type of `phone` of `CreateContact` from string to string | integer',
    ...additive,
  },
  {
    edit: 'a type narrowed in a request',
    before: (_, { UpdateWebhookEndpoint: { properties } }) => (properties.url.type = ['string', 'null']),
    make: (_, { UpdateWebhookEndpoint: { properties } }) => (properties.url.type = 'string'),
    what: 'Changed the type of `url` of `UpdateWebhookEndpoint` from string | null to string',
    ...breaking,
  },
  {
    // OptimalDial sends the body of an event as a request; for our users it is a response.
    edit: 'a type widened in a webhook event',
    make: (_, { WebhookPingData }) => (WebhookPingData.properties.challenge.type = ['string', 'null']),
    what: 'Changed the type of `challenge` of `WebhookPingData` from string to string | null',
    ...breaking,
  },

  // Operations, responses and events
  {
    edit: 'an operation added',
    make: ({ paths }) => {
      paths['/api/v1/example'] = { get: { ...paths[UPLOADS].get, operationId: 'listExample' } };
    },
    what: 'Added `GET /api/v1/example`',
    ...additive,
  },
  {
    edit: 'an operation removed',
    make: ({ paths }) => delete paths[WEBHOOK].delete,
    what: 'Removed `DELETE /api/v1/webhooks/{webhook_id}`',
    ...breaking,
  },
  {
    // The types and the mock go by it.
    edit: 'an operation renamed',
    make: ({ paths }) => (paths[CONTACTS].get.operationId = 'getContacts'),
    what: 'Changed the operationId of `GET /api/v1/contacts` from listContacts to getContacts',
    ...breaking,
  },
  {
    // Raw calls name the path template.
    edit: 'a path renamed',
    make: (spec) => {
      spec.paths = rename(spec.paths, CONTACT, '/api/v1/contacts/{id}');
    },
    what: 'Renamed `/api/v1/contacts/{contact_id}` to `/api/v1/contacts/{id}`',
    ...breaking,
  },
  {
    edit: 'a new error status',
    make: ({ paths }) => {
      const { responses } = paths[UPLOAD].get;
      responses['409'] = structuredClone(responses['404']);
    },
    what: 'Added the response 409 to GET /api/v1/uploads/{upload_id}',
    ...additive,
  },
  {
    // The type of an event is like the value of an enum.
    edit: 'a new webhook event',
    make: ({ webhooks }) => {
      const { post } = webhooks['upload.failed'];
      webhooks['upload.cancelled'] = { post: { ...post, operationId: 'onUploadCancelled' } };
    },
    what: 'Added the webhook event `upload.cancelled`',
    newValues: ['upload.cancelled'],
    ...additive,
  },
  {
    // Schema names are type names.
    edit: 'a schema renamed',
    make: (spec, schemas) => {
      spec.components.schemas = rename(schemas, 'CancelledUpload', 'UploadCancellation');
      const { content } = spec.paths[UPLOAD].delete.responses['200'];
      content['application/json'].schema.$ref = '#/components/schemas/UploadCancellation';
    },
    what: 'Renamed `CancelledUpload` to `UploadCancellation`',
    ...breaking,
  },

  // Words
  {
    edit: 'only a description changed',
    make: (_, { UploadList }) => (UploadList.description = 'A page.'),
    what: 'Reworded the description of `UploadList`',
    ...docs,
  },
  {
    edit: 'only an example changed',
    make: ({ components }) => (components.examples.CompletedUpload.value.valid_row_count = 3),
    what: 'Changed the example `CompletedUpload`',
    ...docs,
  },
  {
    edit: 'an inferred operation confirmed',
    make: ({ paths }) => {
      delete paths[UPLOADS].get['x-inferred'];
      delete paths[UPLOADS].get['x-inferred-reason'];
    },
    what: 'Confirmed `GET /api/v1/uploads`, which was inferred before',
    ...docs,
  },
  {
    // The mock of the users goes by the names of examples.
    edit: 'a named example of a response removed',
    make: ({ paths }) => delete contentOf(paths[UPLOAD].get).examples.validating,
    what: 'Removed the example `validating` from GET /api/v1/uploads/{upload_id}',
    ...breaking,
  },
];

const region = { name: 'region', in: 'query', description: 'Where.', schema: { type: 'string' } };

const contentOf = (operation: Edited): Edited => operation.responses['200'].content['application/json'];

/** Renames a key, keeping its position. */
function rename(object: Edited, before: string, now: string): Edited {
  const entries = Object.entries(object);
  return Object.fromEntries(entries.map(([key, value]) => [key === before ? now : key, value]));
}

// Makes all edits in one comparison, because starting the differ takes far longer than comparing. Each edit
// has its own location, so its effects can't hide those of another.
const before: Edited = structuredClone(released);
for (const row of POLICY) row.before?.(before, before.components.schemas);
const now: Edited = structuredClone(before);
for (const row of POLICY) row.make(now, now.components.schemas);
const found = await compareSpecs(before, now);

test.each(POLICY)('compareSpecs: $edit is $severity', ({ what, severity, bumps, newValues = [] }) => {
  const change = found.find((candidate) => candidate.what === what);
  expect(change).toMatchObject({ what, severity, newValues });
  expect([bumpFor([severity], '1.2.3'), bumpFor([severity], '0.1.0')]).toEqual(bumps);
});

test('compareSpecs: reports nothing else', () => {
  const known = new Set(POLICY.map(({ what }) => what));
  expect(found.map(({ what }) => what).filter((what) => !known.has(what))).toEqual([]);
});

test('bumpFor: uses the most severe change', () => {
  expect(bumpFor(['docs', 'additive'], '1.2.3')).toBe('minor');
  expect(bumpFor(['additive', 'breaking', 'docs'], '1.2.3')).toBe('major');
});

test('compareSpecs: reports a change that redocly diff does not detect', async () => {
  const rearranged: Edited = structuredClone(released);
  rearranged.paths[UPLOADS].get.parameters.reverse();
  expect(await compareSpecs(released, rearranged)).toMatchObject([
    { severity: 'docs', what: 'Rearranged the spec' },
  ]);
});

test('compareSpecs and bumpFor: return nothing if nothing changed', async () => {
  expect(await compareSpecs(released, structuredClone(released))).toEqual([]);
  expect(bumpFor([], '1.2.3')).toBeUndefined();
});

test('compareSpecs: names every operation that uses a shared schema, directly or indirectly', () => {
  const change = found.find(({ newValues }) => newValues.includes('paused'));
  expect(change?.field).toBe('UploadStatus');
  expect(change?.operations).toEqual([
    'GET /api/v1/uploads',
    'POST /api/v1/uploads',
    'GET /api/v1/uploads/{upload_id}',
    'event upload.completed',
    'event upload.failed',
    'GET /api/v1/example',
    'event upload.cancelled',
  ]);
});

test('compareSpecs: sorts changes by severity and names their fields', () => {
  const order = ['breaking', 'additive', 'docs'];
  const severities = found.map(({ severity }) => order.indexOf(severity));
  expect(severities).toEqual(severities.toSorted((a, b) => a - b));
  expect(found.map(({ field }) => field)).toContain('Upload.file_size_bytes');
});
