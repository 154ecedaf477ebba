import type { Contact } from '@optimaldial/types';
import type { Processing } from '../../sandbox/resources/upload-lifecycle.ts';
import { progressOf } from './progress.ts';

/** A contact in the dashboard. */
export interface ShownContact {
  readonly id: string;
  readonly phone: string;
  readonly status: Contact['status'];
  /** From 0 to 1, while it's queued or processing. */
  readonly progress: number | null;
  /** The classification, once it's completed. */
  readonly result: string | null;
  readonly charged: number;
  readonly created: string;
  readonly error: string | null;
}

/** A contact as the dashboard shows it. */
export function shownContact(contact: Contact, processing: Processing, now: number): ShownContact {
  return {
    id: contact.id,
    phone: contact.phone,
    status: contact.status,
    progress: progressOf(contact, processing, now),
    result: contact.optimaldial_status ?? null,
    charged: contact.credits_charged,
    created: contact.created_at,
    error: contact.error_message ?? null,
  };
}
