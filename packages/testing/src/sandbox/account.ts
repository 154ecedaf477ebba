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

/** Organizations and their keys. */
export interface Accounts {
  organization(options?: OrganizationOptions): Organization;
  key(organization: Organization, options?: { scopes?: readonly Scope[]; expires?: number }): Key;
  /** The key that a header carries, where it is good. */
  find(authorization: string | undefined, now: number): Key | undefined;
  /** How many seconds a write has to wait; `undefined` where it may go, and counts. */
  holdWrite(key: Key, now: number): { limit: number; observed: number; seconds: number } | undefined;
  readonly keys: readonly Key[];
}

const DEFAULT_CREDITS = 10_000;
const MINUTE_MS = 60_000;
const WRITES_OF_KEY = 60;
const WRITES_OF_ORGANIZATION = 600;

/** Makes an empty book of accounts. */
export function createAccounts(random: Random): Accounts {
  const keys: Key[] = [];
  return {
    keys,
    organization: ({ credits = DEFAULT_CREDITS, subscription = true, contacts = false } = {}) => ({
      id: random.uuid(),
      userId: random.uuid(),
      credits,
      subscription,
      contacts,
    }),
    key(organization, { scopes = SCOPES, expires = Infinity } = {}) {
      const text = `od_live_${random.hex(32)}`;
      const key: Key = { id: random.uuid(), text, organization, scopes, expires, revoked: false, writes: [] };
      keys.push(key);
      return key;
    },
    find(authorization, now) {
      const text = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
      const key = keys.find((one) => one.text === text);
      return key === undefined || key.revoked || key.expires <= now ? undefined : key;
    },
    holdWrite(key, now) {
      const recent = (one: Key): number => {
        while (one.writes[0] !== undefined && one.writes[0] <= now - MINUTE_MS) one.writes.shift();
        return one.writes.length;
      };
      const ofOrganization = keys.filter(({ organization }) => organization === key.organization);
      const all = ofOrganization.reduce((sum, one) => sum + recent(one), 0);
      const own = key.writes.length;
      const full = own >= WRITES_OF_KEY;
      if (!full && all < WRITES_OF_ORGANIZATION) {
        key.writes.push(now);
        return undefined;
      }
      const oldest = full ? key.writes : ofOrganization.flatMap(({ writes }) => writes);
      const seconds = Math.ceil((Math.min(...oldest) + MINUTE_MS - now) / 1000);
      return full
        ? { limit: WRITES_OF_KEY, observed: own + 1, seconds }
        : { limit: WRITES_OF_ORGANIZATION, observed: all + 1, seconds };
    },
  };
}
