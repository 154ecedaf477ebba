import { isObject, type Spec, stepsOf } from '@optimaldial/codegen/spec';
import type { RawChange } from './differ.ts';
import { gained } from './severity.ts';
import { lastOf, type Place } from './place.ts';
import { operationName } from './uses.ts';

/** Describes a change, as the start of a sentence in the past tense. */
export function phraseOf(change: RawChange, place: Place, operations: readonly string[]): string {
  const { kind, typeName, property } = change;
  const steps = stepsOf(change.path);
  if (kind === 'modified') return modified(change, place, property ?? '');
  const action = kind === 'added' ? 'Added' : 'Removed';
  const link = kind === 'added' ? 'to' : 'from';
  const value = (change.revision ?? change.base)?.value;
  const where = joined(operations);
  const last = steps.at(-1) ?? '';
  switch (typeName) {
    case 'PathItem':
    case 'Operation':
      return `${action} ${operationsAt(steps, value).join(' and ')}`;
    case 'Parameter': {
      const required = isObject(value) && value['required'] === true ? 'required ' : '';
      return `${action} the ${required}${quoted(place.owner)} ${link} ${where}`;
    }
    case 'ParameterList':
      return `${action} ${joined(parameters(value))} ${link} ${where}`;
    case 'RequestBody':
      return `${action} ${isObject(value) && value['required'] === true ? 'a required' : 'an optional'} body ${link} ${where}`;
    case 'Response':
      return `${action} the response ${last} ${link} ${where}`;
    case 'Example':
      return `${action} the example \`${last}\` ${link} ${where === '' ? 'the components' : where}`;
    case 'Schema': {
      if (steps.at(-2) === 'properties') {
        const { owner, field } = place;
        return `${action} \`${field}\` ${link} ${quoted(owner)}`;
      }
      if (steps[0] === 'components' && steps.length === 3) return `${action} the schema \`${last}\``;
      return `${action} a variant (${steps.slice(-2).join(' ')}) ${link} ${quoted(lastOf(place))}`;
    }
    default:
      return `${action} ${last} ${link} ${quoted(lastOf(place)) || where || 'the spec'}`;
  }
}

function parameters(list: unknown): string[] {
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  return entries.filter(isObject).map(({ name, $ref, required }) => {
    const called =
      typeof name === 'string' ? name : (stepsOf(typeof $ref === 'string' ? $ref : '').at(-1) ?? '');
    return `the ${required === true ? 'required ' : ''}parameter \`${called}\``;
  });
}

function modified({ base, revision, path }: RawChange, place: Place, property: string): string {
  const subject =
    place.field === ''
      ? quoted(place.owner) || subjectOf(path)
      : `\`${place.field}\` of ${quoted(place.owner)}`;
  const before = base?.value;
  const now = revision?.value;
  switch (property) {
    case 'enum': {
      if (before === undefined || now === undefined) break;
      const added = gained(before, now).map((value) => `\`${value}\``);
      const lost = gained(now, before).map((value) => `\`${value}\``);
      const parts = [
        added.length > 0 ? `added ${joined(added)} to the values of ${subject}` : '',
        lost.length > 0 ? `removed ${joined(lost)} from the values of ${subject}` : '',
      ].filter((part) => part !== '');
      return capital(parts.join(' and ') || `reordered the values of ${subject}`);
    }
    case 'required': {
      if (!Array.isArray(before) && !Array.isArray(now)) {
        return `Made ${subject} ${now === true ? 'required' : 'optional'}`;
      }
      const parts = [
        gained(before, now).length > 0 ? `made ${fields(gained(before, now), place)} required` : '',
        gained(now, before).length > 0 ? `made ${fields(gained(now, before), place)} optional` : '',
      ].filter((part) => part !== '');
      return capital(parts.join(' and ') || `reordered the required fields of ${subject}`);
    }
    case 'key':
      return `Renamed \`${String(before)}\` to \`${String(now)}\``;
    case 'deprecated':
      return now === true ? `Deprecated ${subject}` : `Removed the deprecation of ${subject}`;
    case 'x-inferred':
      return now === true
        ? `Marked ${subject} as inferred`
        : `Confirmed ${subject}, which was inferred before`;
    case 'x-inferred-reason':
      return `Reworded why ${subject} is inferred`;
    case 'description':
    case 'summary':
    case 'title':
    case 'example':
      return `Reworded the ${property} of ${subject}`;
    default:
  }
  return `Changed the ${property} of ${subject} from ${shown(before)} to ${shown(now)}`;
}

function fields(names: readonly string[], { owner, field }: Place): string {
  const prefix = field === '' ? '' : `${field}.`;
  return `${joined(names.map((name) => `\`${prefix}${name}\``))} of ${quoted(owner)}`;
}

/** The operations of a path item or an operation, by their names in a report. */
function operationsAt(steps: readonly string[], value: unknown): string[] {
  const [section = '', path = '', method] = steps;
  if (section === 'webhooks') return [`the webhook event \`${path}\``];
  const methods = method === undefined ? Object.keys(isObject(value) ? value : {}) : [method];
  const names = methods.filter((name) => name !== 'parameters' && !name.startsWith('x-'));
  return names.map((name) => `\`${operationName(section, path, name)}\``);
}

function subjectOf(path: string): string {
  const [section = '', name = '', method] = stepsOf(path);
  if (section !== 'paths' && section !== 'webhooks') return 'the spec';
  return method === undefined ? `\`${name}\`` : `\`${operationName(section, name, method)}\``;
}

/** `parameter limit` → "parameter `limit`", `Upload` → "`Upload`". */
function quoted(owner: string): string {
  return owner.replace(/\S+$/, (name) => `\`${name}\``);
}

/** Formats a type or another small value. */
function shown(value: unknown): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return value.map(String).join(' | ');
  return typeof value === 'object' ? 'another value' : JSON.stringify(value).replaceAll('"', '');
}

/** `a`, `a and b`, `a, b and c`; beyond three, `a, b and 4 more`. */
export function joined(names: readonly string[]): string {
  const shownNames = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  const last = shownNames.at(-1) ?? '';
  return shownNames.length > 1 ? `${shownNames.slice(0, -1).join(', ')} and ${last}` : last;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The spec that contains what changed: the newer one, unless it was removed. */
export function sideOf(change: RawChange, base: Spec, revision: Spec): { spec: Spec; pointer: string } {
  return change.kind === 'removed' || change.revision === undefined
    ? { spec: base, pointer: change.base?.pointer ?? change.path }
    : { spec: revision, pointer: change.revision.pointer };
}
