import { isDeepStrictEqual } from 'node:util';
import { isObject, pointerTo, stepsOf } from '@optimaldial/codegen/spec';
import type { RawChange } from './differ.ts';
import { gained, severityOf, type Severity } from './severity.ts';
import { type Place } from './place.ts';

/** A change that Redocly reports, with what only its neighbors reveal. */
export interface Merged {
  raw: RawChange;
  severity?: Severity;
  phrase?: (place: Place) => string;
}

/**
 * Merges changes that belong together: a field that was removed and added again under another name was
 * renamed, and a new required field is one change.
 */
export function mergeProperties(changes: readonly RawChange[]): Merged[] {
  const owners = Map.groupBy(changes, ownerOf);
  return [...owners].flatMap(([owner, group]) =>
    owner === undefined ? group.map((raw) => ({ raw })) : mergeGroup(group),
  );
}

/** The object whose properties, or list of required properties, changed. */
function ownerOf({ path, typeName, property }: RawChange): string | undefined {
  if (typeName !== 'Schema') return undefined;
  const steps = stepsOf(path);
  if (property === 'required') return pointerTo(steps);
  const isNamed = steps[0] === 'components' && steps[1] === 'schemas' && steps.length === 3;
  if (isNamed && property === undefined) return pointerTo(steps.slice(0, -1));
  if (steps.at(-2) !== 'properties') return undefined;
  return property === undefined || property === 'key' ? pointerTo(steps.slice(0, -2)) : undefined;
}

function mergeGroup(group: readonly RawChange[]): Merged[] {
  const removed = group.filter(({ kind }) => kind === 'removed');
  const added = group.filter(({ kind }) => kind === 'added');
  const required = group.find(({ property }) => property === 'required');
  // Redocly detects a rename without other changes.
  const keys = group.filter(({ property }) => property === 'key');
  const renamed = new Map<RawChange, RawChange>();
  for (const old of removed) {
    const candidates = added.filter((now) => sameShape(old.base?.value, now.revision?.value));
    const [only] = candidates;
    const rivals = removed.filter((other) => sameShape(other.base?.value, old.base?.value));
    if (only && candidates.length === 1 && rivals.length === 1) renamed.set(only, old);
  }
  const mustBeSent = ruled(required, 'required-properties-added');
  const becameRequired = gained(required?.base?.value, required?.revision?.value);
  return [
    ...removed.filter((old) => ![...renamed.values()].includes(old)).map((raw) => ({ raw })),
    ...keys.map((raw) => renaming(raw, String(raw.base?.value), String(raw.revision?.value))),
    ...added.map((raw): Merged => {
      const old = renamed.get(raw);
      if (old) return renaming(raw, nameOf(old), nameOf(raw));
      if (!becameRequired.includes(nameOf(raw))) return { raw };
      return {
        raw,
        severity: mustBeSent ? 'breaking' : severityOf(raw),
        phrase: ({ owner, field }) =>
          mustBeSent
            ? `Added the required field \`${field}\` to \`${owner}\``
            : `Added \`${field}\`, which is always present, to \`${owner}\``,
      };
    }),
    ...(required
      ? withoutNews(
          required,
          new Set([...removed.map(nameOf), ...keys.map(({ base }) => base?.value)]),
          new Set([...added.map(nameOf), ...keys.map(({ revision }) => revision?.value)]),
        )
      : []),
  ];
}

function renaming(raw: RawChange, before: string, now: string): Merged {
  return {
    raw,
    severity: 'breaking',
    phrase: ({ owner, field }) =>
      field === ''
        ? `Renamed \`${before}\` to \`${now}\``
        : `Renamed \`${field.replace(/[^.]+$/, before)}\` of \`${owner}\` to \`${now}\``,
  };
}

/** The change of the required fields, without fields that were added or removed. */
function withoutNews(
  required: RawChange,
  removed: ReadonlySet<unknown>,
  added: ReadonlySet<unknown>,
): Merged[] {
  const before = gained(removed.values().toArray(), required.base?.value);
  const now = gained(added.values().toArray(), required.revision?.value);
  const lost = gained(now, before);
  const more = gained(before, now);
  if (lost.length === 0 && more.length === 0) return [];
  const breaks =
    (lost.length > 0 && ruled(required, 'required-properties-removed')) ||
    (more.length > 0 && ruled(required, 'required-properties-added'));
  const pointer = required.path;
  return [
    {
      raw: {
        ...required,
        base: { pointer, ...required.base, value: before },
        revision: { pointer, ...required.revision, value: now },
      },
      severity: breaks ? 'breaking' : 'additive',
    },
  ];
}

const ruled = (change: RawChange | undefined, rule: string): boolean =>
  change?.verdicts.some(({ ruleId }) => ruleId === rule) ?? false;

const nameOf = ({ path }: RawChange): string => stepsOf(path).at(-1) ?? '';

function sameShape(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(shape(a), shape(b));
}

function shape(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { description: _, title: __, ...rest } = value;
  return rest;
}
