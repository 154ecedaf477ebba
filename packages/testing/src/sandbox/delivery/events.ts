import type { Contact, WebhookEvent } from '@optimaldial/types';
import document from '@optimaldial/types/openapi.json' with { type: 'json' };
import type { Context } from '../context.ts';
import type { Sign } from '../files/storage.ts';
import type { StoredUpload } from '../uploads.ts';

/** An event, and the uuid that its deliveries have for it. */
export interface Told {
  readonly event: WebhookEvent;
  readonly uuid: string;
}

/** Writes what OptimalDial tells of. */
export interface Events {
  ping(): Told;
  /** What is told of an upload at its status, if anything. */
  ofUpload(upload: StoredUpload): Told | undefined;
  /** What is told of a contact at its status, if anything. */
  ofContact(contact: Contact): Told | undefined;
}

const VERSION = document.components.examples.UploadCompletedEvent.value.api_version;

/**
 * Makes the writer of events.
 *
 * @param sign gives the links to the files of an upload that is completed
 */
export function createEvents(
  { clock, random }: Pick<Context, 'clock' | 'random'>,
  sign: (...asked: Parameters<Sign>) => ReturnType<Sign>,
): Events {
  const write = (type: WebhookEvent['type'], data: object): Told => {
    const uuid = random.uuid();
    const id = `evt_${uuid.replaceAll('-', '')}`;
    const made = { id, type, api_version: VERSION, created_at: clock.stamp(), data };
    // `type` decides what `data` is; the tests hold each event against the description.
    return { uuid, event: made as WebhookEvent };
  };
  return {
    ping: () => write('webhook.ping', { challenge: random.hex(32) }),
    ofContact({ id, status, phone, properties, optimaldial_status, error_message }) {
      const common = { id, status, phone, properties };
      if (status === 'completed') {
        return write('contact.completed', { contact: { ...common, optimaldial_status } });
      }
      if (status !== 'failed') return undefined;
      return write('contact.failed', { contact: { ...common, error_message } });
    },
    ofUpload({ value, list }) {
      const { id, source, status, original_filename, valid_row_count, invalid_row_count } = value;
      const { organization_id, created_at } = value;
      const upload = { id, source, status, original_filename, valid_row_count, organization_id, created_at };
      if (status === 'ready_for_processing') {
        return write('upload.created', { upload: { ...upload, total_rows: list?.total ?? 0 } });
      }
      if (status === 'completed') {
        const downloads = {
          processed: sign(id, 'processed').download_url,
          processed_filtered: sign(id, 'processed-filtered').download_url,
        };
        return write('upload.completed', { upload: { ...upload, invalid_row_count, downloads } });
      }
      if (status !== 'failed') return undefined;
      return write('upload.failed', { upload, error_message: value.error_message });
    },
  };
}
