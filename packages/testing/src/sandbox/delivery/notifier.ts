import type { Simulation } from '../simulation/simulation.ts';
import type { Collection } from '../state/collection.ts';
import type { ContactRecord, EndpointRecord, UploadRecord } from '../state/state.ts';
import type { DeliveryLog } from './delivery-log.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Events } from './events.ts';

/** Delivers the event for a change of status, if there is one. */
export interface Notifier {
  /** Delivers to the active endpoints of the upload's organization that subscribe to the event. */
  notifyUpload(upload: UploadRecord): void;
  /** Delivers to the contact's callback URL. */
  notifyContact(contact: ContactRecord): void;
}

/** Creates the notifier of a sandbox. */
export function createNotifier(
  { random }: Simulation,
  endpoints: Collection<EndpointRecord>,
  { dispatcher, log }: { dispatcher: Dispatcher; log: DeliveryLog },
  events: Events,
): Notifier {
  return {
    notifyUpload(upload) {
      const envelope = events.forUpload(upload);
      if (envelope === undefined) return;
      const { event } = envelope;
      for (const endpoint of endpoints.ownedBy(upload.organization)) {
        const isSubscribed = endpoint.value.events.some((type) => type === event.type);
        if (!endpoint.value.is_active || !isSubscribed) continue;
        const id = random.uuid();
        const entry = log.add(endpoint, envelope, id);
        dispatcher.deliver({ id, event, secret: endpoint.secret, url: endpoint.value.url, entry });
      }
    },
    notifyContact({ callback, value }) {
      const envelope = callback && events.forContact(value);
      if (callback === undefined || envelope === undefined) return;
      const { url, secret } = callback;
      dispatcher.deliver({ id: random.uuid(), event: envelope.event, secret, url });
    },
  };
}
