import { resolve, type Spec, stepsOf } from '@optimaldial/codegen/spec';

/** A place in a spec in words: an owner and a field of it. */
export interface Place {
  /** A schema or a part of an operation: `Upload`, `response 200`, `body`, `parameter limit`. Otherwise empty. */
  owner: string;
  /** A field of the owner: `data[].id`. Empty for the owner itself. */
  field: string;
}

/** Describes the place that a pointer refers to. */
export function placeOf(spec: Spec, pointer: string): Place {
  const steps = stepsOf(pointer);
  const [section = '', group = '', name = '', ...rest] = steps;
  if (section === 'components') {
    if (group === 'schemas') return { owner: name, field: fieldOf(rest) };
    if (group === 'parameters') return { owner: parameterAt(spec, steps.slice(0, 3)), field: '' };
    if (group === 'responses') return { owner: `response ${name}`, field: fieldOf(rest) };
    return { owner: name, field: '' };
  }
  if (section !== 'paths' && section !== 'webhooks') return { owner: section, field: '' };
  if (name === 'parameters') return { owner: parameterAt(spec, steps.slice(0, 4)), field: '' };
  const [part = '', key = '', ...more] = rest;
  if (part === 'parameters' && key !== '') {
    return { owner: parameterAt(spec, steps.slice(0, 5)), field: '' };
  }
  if (part === 'responses' && key !== '') return { owner: `response ${key}`, field: fieldOf(more) };
  if (part === 'requestBody') return { owner: 'body', field: fieldOf([key, ...more]) };
  return { owner: '', field: '' };
}

/** The field of a place, or its owner if it has none. */
export function lastOf({ owner, field }: Place): string {
  return field === '' ? owner : field;
}

/** `properties/data/items/properties/id` → `data[].id`. */
function fieldOf(steps: readonly string[]): string {
  let field = '';
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    if (step === 'properties') field += `${field === '' ? '' : '.'}${steps[++index] ?? ''}`;
    else if (step === 'items') field += '[]';
    else if (step === 'content' || step === 'headers' || step === 'examples') index++;
  }
  return field;
}

function parameterAt(spec: Spec, steps: readonly string[]): string {
  const found = steps.reduce<unknown>((at, step) => resolve(spec, at)[step], spec);
  const { name } = resolve(spec, found);
  return `parameter ${typeof name === 'string' ? name : (steps.at(-1) ?? '')}`;
}
