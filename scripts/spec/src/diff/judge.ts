import { isObject, stepsOf } from '@optimaldial/codegen/spec';
import type { RawChange } from './differ.ts';

/** What a change means to who uses the packages. */
export type Severity = 'breaking' | 'additive' | 'docs';

/** What says something and changes nothing: neither a type nor what a running program sees. */
const WORDS = new Set(['description', 'summary', 'title', 'example', 'externalDocs', 'tags', 'version']);
const WORDY_NODES = new Set(['Info', 'License', 'Contact', 'Tag', 'TagList', 'ExternalDocs']);

/**
 * The severity of a change: the differ's verdict, but where the packages promise more than the wire
 * does. It judges what a request or an answer may look like; we also break who does not compile any
 * more, and call nothing "docs" that is more than words.
 */
export function severityOf(change: RawChange): Severity {
  if (change.impact === 'major' || breaksCompilation(change)) return 'breaking';
  if (change.impact === 'minor') return 'additive';
  return isWords(change) ? 'docs' : 'additive';
}

/** The values that an answer can have from now on, which a switch over every value does not know. */
export function newlyAnswered(change: RawChange): string[] {
  if (isAnswered(change.verdicts)) {
    return gained(change.base?.value, change.revision?.value);
  }
  // The events are told apart by their type as well.
  const [section, name = '', ...rest] = stepsOf(change.path);
  const isEvent = section === 'webhooks' && rest.length === 0 && change.kind === 'added';
  return isEvent ? [name] : [];
}

function breaksCompilation({ kind, typeName, property, path, base, revision, verdicts }: RawChange): boolean {
  const steps = stepsOf(path);
  const [section, group] = steps;
  if (kind === 'removed') {
    // The name of a schema is the name of a type, and somebody imports it.
    if (section === 'components' && group === 'schemas' && steps.length === 3) return true;
    // A property that a request no longer has: an object literal with it does not compile.
    if (typeName === 'Schema' && steps.at(-2) === 'properties') return true;
    // The mock is scripted by the names of the answers' examples, and they are typed.
    return isExample(typeName) && section === 'paths' && steps.includes('responses');
  }
  // A body that has to be sent where none was.
  if (typeName === 'RequestBody' && kind === 'added') return isRequired(revision?.value);
  // What goes into the path is handed over under this name.
  if (typeName === 'Parameter' && property === 'name') return true;
  // A path, a schema or a field that is called otherwise.
  if (property === 'key') return typeName !== 'Example';
  if (property === 'enum') {
    // Anything can be answered from now on; else a value is gone, and no comparison with it compiles.
    if (revision?.value === undefined) return isAnswered(verdicts);
    return gained(revision.value, base?.value).length > 0;
  }
  // Who left the field out gets something else from now on.
  return property === 'default' && base?.value !== undefined;
}

function isWords({ kind, typeName, property = '', path }: RawChange): boolean {
  if (WORDY_NODES.has(typeName)) return true;
  if (kind !== 'modified') {
    return isExample(typeName) && !stepsOf(path).includes('responses');
  }
  return WORDS.has(property) || property.startsWith('x-') || typeName === 'Example';
}

// The one rule that redocly.yaml has as less than breaking: it tells that an answer can have the values.
function isAnswered(verdicts: RawChange['verdicts']): boolean {
  return verdicts.some(({ ruleId }) => ruleId === 'enum-values-added');
}

function isExample(typeName: string): boolean {
  return typeName === 'Example' || typeName === 'ExamplesMap';
}

function isRequired(value: unknown): boolean {
  return isObject(value) && value['required'] === true;
}

/** The values of one list that another does not have. */
export function gained(before: unknown, after: unknown): string[] {
  const known: readonly unknown[] = Array.isArray(before) ? before : [];
  const now: readonly unknown[] = Array.isArray(after) ? after : [];
  return now.filter((value) => !known.includes(value)).map(String);
}
