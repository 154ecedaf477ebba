import { isObject, METHODS, type Spec, stepsOf } from '@optimaldial/codegen/spec';

/** Returns the operations and events that a place of the spec belongs to. */
export type Uses = (pointer: string) => readonly string[];

/** The name of an operation or event in a report: `GET /api/v1/uploads`, `event upload.created`. */
export function operationName(section: string, path: string, method: string): string {
  return section === 'webhooks' ? `event ${path}` : `${method.toUpperCase()} ${path}`;
}

/** Finds the operations and events that use each component, directly or indirectly, in any of the specs. */
export function usesOf(...specs: readonly Spec[]): Uses {
  const uses = new Map<string, Set<string>>();
  const operations = new Set<string>();
  for (const spec of specs) learn(spec, uses, operations);
  return (pointer) => {
    const [section = '', name = '', child = ''] = stepsOf(pointer);
    if (section === 'components') return [...(uses.get(`${name}/${child}`) ?? [])];
    if (section !== 'paths' && section !== 'webhooks') return [];
    if (isMethod(child)) return [operationName(section, name, child)];
    // Something that all methods of a path share, or the path itself.
    const all = METHODS.map((method) => operationName(section, name, method));
    return [...new Set(all)].filter((operation) => operations.has(operation));
  };
}

function learn(spec: Spec, uses: Map<string, Set<string>>, operations: Set<string>): void {
  const targets = new Map<string, ReadonlySet<string>>();
  const { paths, webhooks = {}, components } = spec;
  for (const [section, items] of Object.entries({ paths, webhooks })) {
    for (const [path, item] of Object.entries(items)) {
      const { shared, methods } = split(item);
      for (const [method, operation] of methods) {
        const name = operationName(section, path, method);
        operations.add(name);
        const found = new Set<string>();
        follow(refsOf([shared, operation]), found);
        for (const component of found) {
          const users = uses.get(component) ?? new Set();
          uses.set(component, users.add(name));
        }
      }
    }
  }

  function follow(refs: ReadonlySet<string>, found: Set<string>): void {
    for (const ref of refs) {
      if (found.has(ref)) continue;
      found.add(ref);
      let next = targets.get(ref);
      if (!next) {
        const [kind = '', name = ''] = ref.split('/');
        const group = Object.entries(components).find(([key]) => key === kind)?.[1];
        next = refsOf(isObject(group) ? group[name] : undefined);
        targets.set(ref, next);
      }
      follow(next, found);
    }
  }
}

function split(item: Record<string, unknown>): { shared: unknown; methods: [string, unknown][] } {
  const entries = Object.entries(item);
  return {
    shared: entries.filter(([key]) => !isMethod(key)).map(([, value]) => value),
    methods: entries.filter(([key]) => isMethod(key)),
  };
}

function isMethod(key: string): boolean {
  return METHODS.some((method) => method === key);
}

/** The components that a value references, such as `schemas/Upload`. */
function refsOf(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const entry of value) refsOf(entry, found);
  else if (isObject(value)) {
    for (const [key, entry] of Object.entries(value)) {
      if (key === '$ref' && typeof entry === 'string') {
        found.add(stepsOf(entry).slice(1, 3).join('/'));
      } else refsOf(entry, found);
    }
  }
  return found;
}
