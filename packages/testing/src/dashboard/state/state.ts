import type { WebhookEndpoint } from '@optimaldial/types';
import type { FaultKind } from '../../sandbox/faults/inject-fault.ts';
import type { Processing } from '../../sandbox/resources/upload-lifecycle.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/types.ts';
import { shownContact, type ShownContact } from './contacts.ts';
import type { ShownJob } from './jobs.ts';
import type { RequestGroups } from './requests.ts';
import { shownUpload, type ShownUpload } from './uploads.ts';
import { shownWebhooks } from './webhooks.ts';

/** Everything in the dashboard. Lists are newest first. */
export interface DashboardState extends ReturnType<typeof shownWebhooks>, ReturnType<RequestGroups['shown']> {
  readonly now: string;
  readonly clock: NonNullable<SandboxOptions['clock']>;
  readonly credits: number;
  readonly armed: FaultKind | null;
  /** Total, including uploads that aren't shown. */
  readonly uploadCount: number;
  readonly uploads: readonly ShownUpload[];
  readonly jobs: readonly ShownJob[];
  /** Whether the Contacts API is enabled. */
  readonly contactsEnabled: boolean;
  readonly contacts: readonly ShownContact[];
}

/** Rows of each table. */
export const MAX_ROWS = 50;

/** What the dashboard shows of an account. */
export interface Account {
  readonly sandbox: Sandbox;
  readonly processing: Processing;
  readonly options: Pick<SandboxOptions, 'clock' | 'contacts'>;
  /** The endpoints of all organizations, oldest first. */
  readonly endpoints: () => readonly WebhookEndpoint[];
}

/** The account's part of the dashboard. */
export function accountState({
  sandbox,
  processing,
  options,
  endpoints,
}: Account): Omit<DashboardState, 'armed' | 'jobs' | keyof ReturnType<RequestGroups['shown']>> {
  const now = sandbox.now().getTime();
  const uploads = sandbox.uploads();
  return {
    now: new Date(now).toISOString(),
    clock: options.clock ?? 'running',
    credits: sandbox.credits(),
    uploadCount: uploads.length,
    uploads: newest(uploads).map((upload) => shownUpload(upload, processing, now)),
    contactsEnabled: options.contacts ?? false,
    contacts: newest(sandbox.contacts()).map((contact) => shownContact(contact, processing, now)),
    ...shownWebhooks(endpoints(), sandbox.deliveries(), MAX_ROWS),
  };
}

function newest<T>(records: readonly T[]): T[] {
  return records.slice(-MAX_ROWS).toReversed();
}
