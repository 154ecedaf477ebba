import type { Contact } from '@optimaldial/types';
import { classify } from '../files/phone-numbers.ts';
import type { Simulation } from '../simulation/simulation.ts';
import type { Collection } from '../state/collection.ts';
import type { ContactRecord } from '../state/state.ts';
import type { Processing } from './upload-lifecycle.ts';

/** Changes contacts, as the API does. */
export interface ContactLifecycle {
  change(contact: ContactRecord, changes: Partial<Contact>): void;
  /** Schedules the processing of a contact. */
  process(contact: ContactRecord): void;
  /**
   * Fails a contact. Returns `undefined` if the ID is unknown.
   *
   * @throws RangeError if its status doesn't allow that
   */
  fail(id: string, message: string): Contact | undefined;
}

/**
 * Creates the lifecycle of contacts.
 *
 * @param onChange called after a contact was changed
 */
export function createContactLifecycle(
  { clock }: Simulation,
  contacts: Collection<ContactRecord>,
  processing: Processing,
  onChange: (contact: ContactRecord) => void,
): ContactLifecycle {
  const change: ContactLifecycle['change'] = (contact, changes) => {
    contact.value = { ...contact.value, ...changes, updated_at: clock.timestamp() };
    onChange(contact);
  };

  const startAt = clock.define<ContactRecord>('start contact', (contact) => {
    if (contact.value.status === 'queued') change(contact, { status: 'processing' });
  });
  const completeAt = clock.define<ContactRecord>('complete contact', (contact) => {
    if (contact.value.status !== 'processing') return;
    change(contact, { status: 'completed', optimaldial_status: classify(contact.value.phone) });
  });

  return {
    change,
    process(contact) {
      const start = clock.now() + processing.queued;
      startAt(start, contact);
      completeAt(start + processing.takes, contact);
    },
    fail(id, message) {
      const contact = contacts.find(id);
      if (contact === undefined) return undefined;
      const { status } = contact.value;
      if (status !== 'queued' && status !== 'processing') {
        throw new RangeError(
          `Contact ${id} can't fail in status ${status}: it must be queued or processing.`,
        );
      }
      change(contact, { status: 'failed', error_message: message });
      return contact.value;
    },
  };
}
