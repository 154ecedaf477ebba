import { isObject, METHODS, stepsOf, type Spec } from '@optimaldial/codegen/spec';
import { runDiffer, type RawChange } from '../diff/differ.ts';
import { gained } from '../diff/severity.ts';
import { operationName } from '../diff/uses.ts';
import { canonical } from './canonical.ts';
import { alignVariants, hasVariants, typeText, VARIANT } from './schema.ts';

/** One difference in substance between their spec and ours. */
export interface Difference {
  /** Where, within the operation: `response 200 data[].id`. */
  place: string;
  kind: 'only theirs' | 'only ours' | 'differs';
  /** What differs: `type`, `required`, `format`, … */
  what: string;
  theirs?: string;
  ours?: string;
  /** Why ours has it although it isn't documented. */
  inferred?: string;
}

/** The differences of one operation or event. */
export interface Compared {
  /** Its name in our spec, or in theirs if ours doesn't have it. */
  operation: string;
  differences: readonly Difference[];
}

/** Finds everything in which their spec differs from ours in substance. */
export async function compareSubstance(theirSpec: Spec, ourSpec: Spec): Promise<Compared[]> {
  const [theirs, ours] = [canonical(theirSpec), canonical(ourSpec)];
  const ourForm = alignVariants(ours.spec, theirs.spec);
  const theirForm = alignVariants(theirs.spec, ours.spec);
  const raw = await runDiffer(ourForm, theirForm);
  const moved = new Set(raw.filter(isPresence).flatMap(placesOf));
  const found = Map.groupBy(
    raw.flatMap((change) => differencesOf(change, ourForm, theirForm, moved)),
    ({ operation }) => operation,
  );
  for (const [key, name] of ours.names) {
    const other = theirs.names.get(key);
    if (other === undefined || other === name) continue;
    const path = {
      operation: key,
      place: '',
      kind: 'differs',
      what: 'path',
      theirs: other,
      ours: name,
    } as const;
    found.set(key, [path, ...(found.get(key) ?? [])]);
  }
  return [...new Set([...ours.names.keys(), ...theirs.names.keys()])].flatMap((key) => {
    const differences = (found.get(key) ?? []).map((located) => {
      const { operation: _, ...difference } = located;
      return difference;
    });
    const operation = ours.names.get(key) ?? theirs.names.get(key) ?? key;
    return differences.length > 0 ? [{ operation, differences }] : [];
  });
}

type Located = Difference & { operation: string };

const isPresence = ({ kind, property }: RawChange): boolean => kind !== 'modified' || property === 'key';

/** The pointers of everything that a change adds or removes: itself, or what the group contains. */
function placesOf({ path, typeName, base, revision, property }: RawChange): string[] {
  const steps = stepsOf(path);
  if (property === 'key') {
    return [base?.value, revision?.value].map((name) => [...steps.slice(0, -1), String(name)].join('\n'));
  }
  const value = (base ?? revision)?.value;
  const isGroup = /(s|Map|Properties)$/.test(typeName) || typeName === 'PathItem';
  return isGroup && isObject(value) && !Array.isArray(value)
    ? Object.keys(value).map((name) => [...steps, name].join('\n'))
    : [steps.join('\n')];
}

function differencesOf(change: RawChange, ours: Spec, theirs: Spec, moved: ReadonlySet<string>): Located[] {
  const { kind, property = '', base, revision } = change;
  if (property.startsWith('x-inferred')) return [];
  if (isPresence(change)) {
    return placesOf(change).flatMap((place, index) => {
      const steps = place.split('\n');
      const side = property === 'key' ? index === 0 : kind === 'removed';
      return presence(steps, side ? 'only ours' : 'only theirs', side ? ours : theirs, ours);
    });
  }
  const steps = stepsOf(change.path);
  const located = { ...locate(steps, ours), kind: 'differs' as const, ...reasonAt(ours, steps) };
  if (property === 'required' && (Array.isArray(base?.value) || Array.isArray(revision?.value))) {
    const optional = gained(revision?.value, base?.value).map((name) => ({
      name,
      theirs: 'no',
      ours: 'yes',
    }));
    const required = gained(base?.value, revision?.value).map((name) => ({
      name,
      theirs: 'yes',
      ours: 'no',
    }));
    return [...optional, ...required]
      .filter(({ name }) => !moved.has([...steps, 'properties', name].join('\n')))
      .map(({ name, ...sides }) => {
        const field = [...steps, 'properties', name];
        return {
          ...locate(field, ours),
          kind: 'differs',
          what: 'required',
          ...sides,
          ...reasonAt(ours, field),
        };
      });
  }
  if (property === 'enum') {
    const [theirValues, ourValues] = [
      gained(base?.value, revision?.value),
      gained(revision?.value, base?.value),
    ];
    return [{ ...located, what: 'values', theirs: list(theirValues), ours: list(ourValues) }];
  }
  if (property === 'type' && hasVariants(at(ours, steps))) {
    const [theirNull, ourNull] = [revision?.value, base?.value].map((type) => shown(type !== undefined));
    return [{ ...located, what: 'can be null', theirs: theirNull ?? '', ours: ourNull ?? '' }];
  }
  const what = property === 'x-requires-key' ? 'requires a key' : property;
  return [{ ...located, what, theirs: shown(revision?.value), ours: shown(base?.value) }];
}

/** Something that only one of the two specs has. A path counts as its operations. */
function presence(
  steps: readonly string[],
  kind: 'only ours' | 'only theirs',
  spec: Spec,
  ours: Spec,
): Located[] {
  const value = at(spec, steps);
  if (steps.length === 2) {
    return METHODS.filter((name) => isObject(value) && name in value).flatMap((method) =>
      presence([...steps, method], kind, spec, ours),
    );
  }
  const last = steps.at(-1) ?? '';
  const group = steps.at(-2) ?? '';
  const whats: Record<string, string> = { responses: 'response', headers: 'header', content: 'content type' };
  const what = last.startsWith(VARIANT) && group === 'properties' ? 'variant' : (whats[group] ?? 'field');
  const schema = group === 'content' && isObject(value) ? value['schema'] : value;
  const isSchema = what !== 'response' && what !== 'header' && steps.length > 3;
  const type = isSchema ? { [kind === 'only ours' ? 'ours' : 'theirs']: typeText(schema) } : {};
  return [
    {
      ...locate(steps, spec),
      kind,
      what: steps.length === 3 ? 'operation' : what,
      ...type,
      ...reasonAt(ours, kind === 'only ours' ? steps : steps.slice(0, -1)),
    },
  ];
}

/** The operation of a place, and the place within it in words. */
function locate(steps: readonly string[], spec: Spec): { operation: string; place: string } {
  const [section = '', path = '', method = '', part = '', key = '', ...rest] = steps;
  const operation = operationName(section, path, method);
  if (part === 'parameters') {
    const parameter = at(spec, steps.slice(0, 5));
    const name = isObject(parameter) ? `${String(parameter['in'])} ${String(parameter['name'])}` : key;
    return { operation, place: `${name}${fieldOf(rest)}` };
  }
  if (part === 'responses')
    return { operation, place: placeIn(`response ${key}`, rest, at(spec, steps.slice(0, 5))) };
  if (part === 'requestBody') return { operation, place: placeIn('body', [key, ...rest], undefined) };
  return { operation, place: '' };
}

function placeIn(owner: string, [group, name = '', ...rest]: readonly string[], response: unknown): string {
  if (group === 'headers') return `${owner} header ${name}`;
  if (group !== 'content') return owner;
  // Name the content type of a response only if there are several.
  const content = isObject(response) ? response['content'] : undefined;
  const only = isObject(content) && Object.keys(content).length === 1 && rest.length > 0;
  const field = fieldOf(rest);
  return [owner, ...(only ? [] : [name]), ...(field === '' ? [] : [field.replace(/^\./, '')])].join(' ');
}

/** `schema/properties/data/items/properties/id` → `.data[].id`. */
function fieldOf(steps: readonly string[]): string {
  let field = '';
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    if (step === 'properties') {
      const name = steps[++index] ?? '';
      field += name.startsWith(VARIANT) ? '' : `.${name}`;
    } else if (step === 'items') field += '[]';
    else if (step === 'additionalProperties') field += '.*';
  }
  return field;
}

function at(spec: Spec, steps: readonly string[]): unknown {
  return steps.reduce<unknown>((found, step) => (isObject(found) ? found[step] : undefined), spec);
}

/** The reason of the innermost inferred part of our spec that contains a place. */
function reasonAt(ours: Spec, steps: readonly string[]): { inferred?: string } {
  const reasons = steps.map((_, index) => at(ours, steps.slice(0, index + 1)));
  const inferred = reasons.findLast((node) => isObject(node) && 'x-inferred-reason' in node);
  return isObject(inferred) ? { inferred: String(inferred['x-inferred-reason']) } : {};
}

function list(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ') || 'none';
}

function shown(value: unknown): string {
  if (value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.join(' | ') : JSON.stringify(value);
}
