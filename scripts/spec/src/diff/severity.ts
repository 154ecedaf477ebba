import { isObject, stepsOf } from '@optimaldial/codegen/spec';
import type { RawChange } from './differ.ts';

/** What a change means for users of the packages. */
export type Severity = 'breaking' | 'additive' | 'docs';

/** Keys that affect neither the types nor running programs. */
const WORDS = new Set(['description', 'summary', 'title', 'example', 'externalDocs', 'tags', 'version']);
const WORDY_NODES = new Set(['Info', 'License', 'Contact', 'Tag', 'TagList', 'ExternalDocs']);

/**
 * The severity of a change. Redocly only considers requests and responses. This also counts changes as
 * breaking if code no longer compiles, and as docs if only text changed.
 */
export function severityOf(change: RawChange): Severity {
  if (change.impact === 'major' || breaksCompilation(change)) return 'breaking';
  if (change.impact === 'minor') return 'additive';
  return isWords(change) ? 'docs' : 'additive';
}

/** The values that a response can newly have, which an exhaustive switch doesn't handle. */
export function newValues(change: RawChange): string[] {
  if (isInResponse(change.verdicts)) {
    return gained(change.base?.value, change.revision?.value);
  }
  // Code also switches over the type of events.
  const [section, name = '', ...rest] = stepsOf(change.path);
  const isEvent = section === 'webhooks' && rest.length === 0 && change.kind === 'added';
  return isEvent ? [name] : [];
}

function breaksCompilation({ kind, typeName, property, path, base, revision, verdicts }: RawChange): boolean {
  const steps = stepsOf(path);
  const [section, group] = steps;
  if (kind === 'removed') {
    // The name of a schema is the name of an exported type.
    if (section === 'components' && group === 'schemas' && steps.length === 3) return true;
    // An object literal with a removed property no longer compiles.
    if (typeName === 'Schema' && steps.at(-2) === 'properties') return true;
    // The names of response examples are part of the types of the mock.
    return isExample(typeName) && section === 'paths' && steps.includes('responses');
  }
  // A newly required body.
  if (typeName === 'RequestBody' && kind === 'added') return isRequired(revision?.value);
  // Path parameters are passed by name.
  if (typeName === 'Parameter' && property === 'name') return true;
  // A renamed path, schema or field.
  if (property === 'key') return typeName !== 'Example';
  if (property === 'enum') {
    // Without an enum, a response can have any value. A comparison with a removed value no longer compiles.
    if (revision?.value === undefined) return isInResponse(verdicts);
    return gained(revision.value, base?.value).length > 0;
  }
  // Requests that omit the field now behave differently.
  return property === 'default' && base?.value !== undefined;
}

function isWords({ kind, typeName, property = '', path }: RawChange): boolean {
  if (WORDY_NODES.has(typeName)) return true;
  if (kind !== 'modified') {
    return isExample(typeName) && !stepsOf(path).includes('responses');
  }
  return WORDS.has(property) || property.startsWith('x-') || typeName === 'Example';
}

// redocly.yaml downgrades this one rule, which applies to values in responses.
function isInResponse(verdicts: RawChange['verdicts']): boolean {
  return verdicts.some(({ ruleId }) => ruleId === 'enum-values-added');
}

function isExample(typeName: string): boolean {
  return typeName === 'Example' || typeName === 'ExamplesMap';
}

function isRequired(value: unknown): boolean {
  return isObject(value) && value['required'] === true;
}

/** The values of `after` that aren't in `before`. */
export function gained(before: unknown, after: unknown): string[] {
  const known: readonly unknown[] = Array.isArray(before) ? before : [];
  const now: readonly unknown[] = Array.isArray(after) ? after : [];
  return now.filter((value) => !known.includes(value)).map(String);
}
