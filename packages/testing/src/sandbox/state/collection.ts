import type { Organization } from '../account/accounts.ts';

/** A record of an organization, with an ID in lower case. */
export interface OwnedRecord {
  readonly organization: Organization;
  readonly value: { readonly id: string };
}

/** Records by ID and by organization. Adding and finding stay fast as it grows. */
export interface Collection<T extends OwnedRecord> {
  add(record: T): void;
  remove(record: T): void;
  /** Finds a record by its ID, in any case. */
  readonly find: (id: string | undefined) => T | undefined;
  /** Every record, oldest first. */
  readonly all: readonly T[];
  /** The records of an organization, oldest first. */
  ownedBy(organization: Organization): readonly T[];
}

/**
 * Creates a collection.
 *
 * @param all its records, oldest first. The collection changes this list
 */
export function createCollection<T extends OwnedRecord>(all: T[] = []): Collection<T> {
  const byId = new Map<string, T>();
  const byOrganization = new Map<Organization, T[]>();

  function ownedBy(organization: Organization): T[] {
    const existing = byOrganization.get(organization);
    if (existing !== undefined) return existing;
    const owned: T[] = [];
    byOrganization.set(organization, owned);
    return owned;
  }

  function index(record: T): void {
    byId.set(record.value.id, record);
    ownedBy(record.organization).push(record);
  }

  for (const record of all) index(record);
  return {
    all,
    ownedBy,
    find: (id = '') => byId.get(id.toLowerCase()),
    add(record) {
      all.push(record);
      index(record);
    },
    remove(record) {
      if (!byId.delete(record.value.id)) return;
      for (const list of [all, ownedBy(record.organization)]) list.splice(list.indexOf(record), 1);
    },
  };
}
