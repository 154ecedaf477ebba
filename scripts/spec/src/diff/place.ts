import { resolve, type Spec, stepsOf } from '@optimaldial/codegen/spec';

/** A place of a description in words: whose it is, and where in it. */
export interface Place {
  /** A schema, or a part of an operation: `Upload`, `answer 200`, `body`, `parameter limit`; else empty. */
  owner: string;
  /** A field of the owner, as one writes it: `data[].id`; empty for the owner itself. */
  field: string;
}

/** Says in words where a pointer leads to. */
export function placeOf(description: Spec, pointer: string): Place {
  const steps = stepsOf(pointer);
  const [section = '', group = '', name = '', ...rest] = steps;
  if (section === 'components') {
    if (group === 'schemas') return { owner: name, field: fieldOf(rest) };
    if (group === 'parameters') return { owner: parameterAt(description, steps.slice(0, 3)), field: '' };
    if (group === 'responses') return { owner: `answer ${name}`, field: fieldOf(rest) };
    return { owner: name, field: '' };
  }
  if (section !== 'paths' && section !== 'webhooks') return { owner: section, field: '' };
  if (name === 'parameters') return { owner: parameterAt(description, steps.slice(0, 4)), field: '' };
  const [part = '', key = '', ...more] = rest;
  if (part === 'parameters' && key !== '') {
    return { owner: parameterAt(description, steps.slice(0, 5)), field: '' };
  }
  if (part === 'responses' && key !== '') return { owner: `answer ${key}`, field: fieldOf(more) };
  if (part === 'requestBody') return { owner: 'body', field: fieldOf([key, ...more]) };
  return { owner: '', field: '' };
}

/** The last field of a place, or its owner: what a sentence is about. */
export function lastOf({ owner, field }: Place): string {
  return field === '' ? owner : field;
}

/** `properties/data/items/properties/id` → `data[].id`. What leads there otherwise has no name. */
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

function parameterAt(description: Spec, steps: readonly string[]): string {
  const found = steps.reduce<unknown>((at, step) => resolve(description, at)[step], description);
  const { name } = resolve(description, found);
  return `parameter ${typeof name === 'string' ? name : (steps.at(-1) ?? '')}`;
}
