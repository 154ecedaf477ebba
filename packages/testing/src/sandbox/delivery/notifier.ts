import type { Simulation } from '../simulation/simulation.ts';
import type { Collection } from '../state/collection.ts';
import type { ContactRecord, EndpointRecord, UploadRecord } from '../state/state.ts';
import { logDelivery } from './delivery-log.ts';
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
  { clock, random }: Simulation,
  endpoints: Collection<EndpointRecord>,
  dispatcher: Dispatcher,
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
        const isDeleted = (): boolean => endpoints.find(endpoint.value.id) === undefined;
        const delivery = { id, event, secret: endpoint.secret, url: () => endpoint.value.url };
        dispatcher.deliver(delivery, logDelivery(endpoint, envelope, { id, clock, isDeleted }));
      }
    },
    notifyContact({ callback, value }) {
      const envelope = callback && events.forContact(value);
      if (callback === undefined || envelope === undefined) return;
      const { url, secret } = callback;
      dispatcher.deliver({ id: random.uuid(), event: envelope.event, secret, url: () => url });
    },
  };
}
