import { randomBytes } from 'node:crypto';
import { operations } from '../../spec/operations.ts';
import type { Random } from '../simulation/random.ts';

// A test compares it with the spec.
/** A permission of an API key. */
export type Scope = 'uploads:write' | 'uploads:read' | 'webhooks:manage';

const ALL_SCOPES: readonly string[] = operations.flatMap(({ scope }) => scope ?? []);

/** An organization and its credits. */
export interface Organization {
  readonly id: string;
  /** `user_id` of what its keys create. */
  readonly userId: string;
  credits: number;
  /** Without a subscription, every write is rejected. */
  readonly subscription: boolean;
  /** Whether the Contacts API is enabled. */
  readonly contacts: boolean;
}

/** Initial state of an organization. */
export interface OrganizationOptions {
  /**
   * Credits.
   *
   * @default 10000
   */
  readonly credits?: number | undefined;
  /**
   * Whether it has an active subscription.
   *
   * @default true
   */
  readonly subscription?: boolean | undefined;
  /**
   * Whether the Contacts API is enabled.
   *
   * @default false
   */
  readonly contacts?: boolean | undefined;
}

/** An API key. */
export interface Key {
  readonly id: string;
  readonly text: string;
  readonly organization: Organization;
  readonly scopes: readonly string[];
  /** In ms since 1970. */
  readonly expires: number;
  revoked: boolean;
}

/** Organizations and their keys. */
export interface Accounts {
  createOrganization(options?: OrganizationOptions): Organization;
  /**
   * Creates a key.
   *
   * @param options.expires in ms since 1970. Default: never
   * @param options.text Default: a random one
   */
  createKey(
    organization: Organization,
    options?: {
      scopes?: readonly Scope[] | undefined;
      expires?: number | undefined;
      text?: string | undefined;
    },
  ): Key;
  /**
   * Finds a key, which may be revoked or expired.
   *
   * @throws RangeError if the key is unknown
   */
  findKey(text: string): Key;
  /** Returns the key in an `Authorization` header if it's valid. */
  authenticate(authorization: string | undefined, now: number): Key | undefined;
  /** Whether the next key depends on the seed, and can be predicted from it. */
  isPredictable(): boolean;
  /** Revokes every key, and makes new ones random. */
  revokeAll(): void;
}

/** The keys of a sandbox, as plain data. */
export interface AccountsMemory {
  readonly keys: Map<string, Key>;
  /** Whether new keys depend on the seed. */
  isPredictable: boolean;
}

/** Memory without keys. */
export function newAccountsMemory(): AccountsMemory {
  return { keys: new Map(), isPredictable: true };
}

const DEFAULT_CREDITS = 10_000;

/** Creates the accounts in a memory. */
export function createAccounts(random: Random, memory: AccountsMemory = newAccountsMemory()): Accounts {
  const { keys } = memory;
  const newKey = (): string =>
    `od_live_${memory.isPredictable ? random.hex(32) : randomBytes(16).toString('hex')}`;
  return {
    createOrganization({ credits = DEFAULT_CREDITS, subscription = true, contacts = false } = {}) {
      checkCredits(credits);
      return { id: random.uuid(), userId: random.uuid(), credits, subscription, contacts };
    },
    createKey(organization, { scopes = ALL_SCOPES, expires = Infinity, text = newKey() } = {}) {
      const key: Key = { id: random.uuid(), text, organization, scopes, expires, revoked: false };
      keys.set(text, key);
      return key;
    },
    findKey(text) {
      const found = keys.get(text);
      if (found === undefined) throw new RangeError('Unknown API key: the sandbox did not create it.');
      return found;
    },
    authenticate(authorization, now) {
      const text = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
      const key = keys.get(text ?? '');
      return key === undefined || key.revoked || key.expires <= now ? undefined : key;
    },
    isPredictable: () => memory.isPredictable,
    revokeAll() {
      for (const key of keys.values()) key.revoked = true;
      memory.isPredictable = false;
    },
  };
}

/**
 * Checks a number of credits.
 *
 * @throws RangeError if it isn't a non-negative integer
 */
export function checkCredits(credits: number): void {
  if (Number.isSafeInteger(credits) && credits >= 0) return;
  throw new RangeError(`credits must be a non-negative integer, got ${credits}.`);
}
