import { isObject, pointerTo, type Spec } from '@optimaldial/codegen/spec';

/** The pointers of the examples whose value changed, which `redocly diff` doesn't compare. */
export function changedExamples(base: Spec, revision: Spec): string[] {
  const before = new Map<string, string>();
  collect(base, [], before);
  const now = new Map<string, string>();
  collect(revision, [], now);
  return [...before].filter(([at, value]) => now.has(at) && now.get(at) !== value).map(([at]) => at);
}

function collect(value: unknown, steps: readonly string[], found: Map<string, string>): void {
  if (Array.isArray(value)) value.forEach((entry, index) => collect(entry, [...steps, `${index}`], found));
  if (!isObject(value) || Array.isArray(value)) return;
  for (const [key, entry] of Object.entries(value)) {
    // A field may have the name `examples`; then its parent is `properties`.
    if (key !== 'examples' || steps.at(-1) === 'properties' || !isObject(entry)) {
      collect(entry, [...steps, key], found);
      continue;
    }
    for (const [name, example] of Object.entries(entry)) {
      if (isObject(example) && 'value' in example) {
        found.set(pointerTo([...steps, key, name]), JSON.stringify(example['value']));
      }
    }
  }
}
