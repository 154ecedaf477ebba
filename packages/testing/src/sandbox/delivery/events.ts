import type { Contact, WebhookEvent } from '@optimaldial/types';
import document from '@optimaldial/types/openapi.json' with { type: 'json' };
import type { SignUrl } from '../files/storage.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { UploadRecord } from '../state/state.ts';

/** An event, and the UUID that its deliveries have as `event_id`. */
export interface EventEnvelope {
  readonly event: WebhookEvent;
  readonly uuid: string;
}

/** Creates webhook events. */
export interface Events {
  ping(): EventEnvelope;
  /** The event for an upload's current status, if that status has one. */
  forUpload(upload: UploadRecord): EventEnvelope | undefined;
  /** The event for a contact's current status, if that status has one. */
  forContact(contact: Contact): EventEnvelope | undefined;
}

const VERSION = document.components.examples.UploadCompletedEvent.value.api_version;

/**
 * Creates the factory of events.
 *
 * @param signUrl creates the URLs to the files of a completed upload
 */
export function createEvents({ clock, random }: Simulation, signUrl: SignUrl): Events {
  const create = (type: WebhookEvent['type'], data: object): EventEnvelope => {
    const uuid = random.uuid();
    const id = `evt_${uuid.replaceAll('-', '')}`;
    const event = { id, type, api_version: VERSION, created_at: clock.timestamp(), data };
    // `type` determines the type of `data`. The tests validate each event against the spec.
    return { uuid, event: event as WebhookEvent };
  };
  return {
    ping: () => create('webhook.ping', { challenge: random.hex(32) }),
    forContact({ id, status, phone, properties, optimaldial_status, error_message }) {
      const common = { id, status, phone, properties };
      if (status === 'completed') {
        return create('contact.completed', { contact: { ...common, optimaldial_status } });
      }
      if (status !== 'failed') return undefined;
      return create('contact.failed', { contact: { ...common, error_message } });
    },
    forUpload({ value, list }) {
      const { id, source, status, original_filename, valid_row_count, invalid_row_count } = value;
      const { organization_id, created_at } = value;
      const upload = { id, source, status, original_filename, valid_row_count, organization_id, created_at };
      if (status === 'ready_for_processing') {
        return create('upload.created', { upload: { ...upload, total_rows: list?.total ?? 0 } });
      }
      if (status === 'completed') {
        const downloads = {
          processed: signUrl(id, 'processed').download_url,
          processed_filtered: signUrl(id, 'processed-filtered').download_url,
        };
        return create('upload.completed', { upload: { ...upload, invalid_row_count, downloads } });
      }
      if (status !== 'failed') return undefined;
      return create('upload.failed', { upload, error_message: value.error_message });
    },
  };
}
