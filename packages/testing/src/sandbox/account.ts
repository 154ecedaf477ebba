import { randomBytes } from 'node:crypto';
import type { Random } from './random.ts';

/** What a key may do. */
export type Scope = 'uploads:write' | 'uploads:read' | 'webhooks:manage';

/** Every scope there is; a key has them all unless told otherwise. */
const SCOPES: readonly Scope[] = ['uploads:write', 'uploads:read', 'webhooks:manage'];

/** An organization with its credits. */
export interface Organization {
  readonly id: string;
  /** Who is given as the owner of what its keys make. */
  readonly userId: string;
  credits: number;
  /** Without one every write is refused. */
  subscription: boolean;
  /** Whether it has the Contacts API. */
  contacts: boolean;
}

/** What an organization starts with. */
export interface OrganizationOptions {
  /** Default: 10,000. */
  readonly credits?: number | undefined;
  /** Whether it has an active subscription. Default: true. */
  readonly subscription?: boolean | undefined;
  /** Whether it has the Contacts API. Default: false, as most do. */
  readonly contacts?: boolean | undefined;
}

/** A key of an organization. */
export interface Key {
  readonly id: string;
  readonly text: string;
  readonly organization: Organization;
  readonly scopes: readonly Scope[];
  /** In ms since 1970. */
  readonly expires: number;
  revoked: boolean;
  /** When it wrote, in ms, for the limits. */
  readonly writes: number[];
}

/** How many writes a minute are let through. */
export interface WriteLimits {
  /** For a key. Default: 60. */
  readonly key?: number | undefined;
  /** For all keys of an organization. Default: 600. */
  readonly organization?: number | undefined;
}

/** Organizations and their keys. */
export interface Accounts {
  organization(options?: OrganizationOptions): Organization;
  /**
   * Makes a key.
   *
   * @param options.expires in ms since 1970. Default: never
   */
  key(
    organization: Organization,
    options?: { scopes?: readonly Scope[] | undefined; expires?: number | undefined },
  ): Key;
  /**
   * The key of that text, also where it is no longer good.
   *
   * @throws RangeError where there is none
   */
  byText(text: string): Key;
  /** The key that a header carries, where it is good. */
  find(authorization: string | undefined, now: number): Key | undefined;
  /**
   * Revokes every key, and makes those to come unpredictable: a key from the seed is known to anyone who
   * knows the seed.
   */
  replaceKeys(): void;
  /** How many seconds a write has to wait; `undefined` where it may go, and counts. */
  holdWrite(key: Key, now: number): { limit: number; observed: number; seconds: number } | undefined;
}

const DEFAULT_CREDITS = 10_000;
const MINUTE_MS = 60_000;
const WRITES_OF_KEY = 60;
const WRITES_OF_ORGANIZATION = 600;

/** Makes an empty book of accounts. */
export function createAccounts(
  random: Random,
  { key: ofKey = WRITES_OF_KEY, organization: ofAll = WRITES_OF_ORGANIZATION }: WriteLimits = {},
): Accounts {
  const keys = new Map<string, Key>();
  const ofOrganizations = new Map<Organization, Key[]>();
  let isPredictable = true;
  return {
    organization({ credits = DEFAULT_CREDITS, subscription = true, contacts = false } = {}) {
      if (!Number.isSafeInteger(credits) || credits < 0) {
        throw new RangeError(`credits is a whole number from 0 on, not ${credits}.`);
      }
      return { id: random.uuid(), userId: random.uuid(), credits, subscription, contacts };
    },
    key(organization, { scopes = SCOPES, expires = Infinity } = {}) {
      const text = `od_live_${isPredictable ? random.hex(32) : randomBytes(16).toString('hex')}`;
      const key: Key = { id: random.uuid(), text, organization, scopes, expires, revoked: false, writes: [] };
      keys.set(text, key);
      ofOrganizations.set(organization, [...(ofOrganizations.get(organization) ?? []), key]);
      return key;
    },
    byText(text) {
      const found = keys.get(text);
      if (found === undefined) throw new RangeError('The sandbox has no such key.');
      return found;
    },
    find(authorization, now) {
      const text = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
      const key = keys.get(text ?? '');
      return key === undefined || key.revoked || key.expires <= now ? undefined : key;
    },
    replaceKeys() {
      for (const key of keys.values()) key.revoked = true;
      isPredictable = false;
    },
    holdWrite(key, now) {
      const recent = ({ writes }: Key): number => {
        const first = writes.findIndex((at) => at > now - MINUTE_MS);
        writes.splice(0, first === -1 ? writes.length : first);
        return writes.length;
      };
      const ofOrganization = ofOrganizations.get(key.organization) ?? [];
      const all = ofOrganization.reduce((sum, one) => sum + recent(one), 0);
      const own = key.writes.length;
      const full = own >= ofKey;
      if (!full && all < ofAll) {
        key.writes.push(now);
        return undefined;
      }
      const oldest = full ? [key] : ofOrganization;
      const first = oldest.reduce((least, { writes: [at = now] }) => Math.min(least, at), now);
      const seconds = Math.ceil((first + MINUTE_MS - now) / 1000);
      return full
        ? { limit: ofKey, observed: own + 1, seconds }
        : { limit: ofAll, observed: all + 1, seconds };
    },
  };
}
