import { isObject, type Spec } from '@optimaldial/codegen/spec';

/**
 * Repeats a spec within one spec: each copy has its own paths, operations, events and components. Reveals
 * costs that grow faster than the spec.
 */
export function multiply(spec: Spec, times: number): Spec {
  const { securitySchemes, ...components } = entriesOf(spec.components);
  const copies = Array.from({ length: times }, (_, index) => {
    const number = index + 1;
    return {
      paths: suffixed(spec.paths, `/${number}`, number),
      webhooks: suffixed(spec.webhooks ?? {}, `.${number}`, number),
      components: Object.entries(components).map(
        ([kind, group]) => [kind, suffixed(entriesOf(group), `${number}`, number)] as const,
      ),
    };
  });
  const groups = Map.groupBy(
    copies.flatMap((copy) => copy.components),
    ([kind]) => kind,
  );
  return {
    ...spec,
    paths: Object.assign({}, ...copies.map(({ paths }) => paths)) as Spec['paths'],
    webhooks: Object.assign({}, ...copies.map(({ webhooks }) => webhooks)) as Spec['paths'],
    components: Object.fromEntries([
      ['securitySchemes', securitySchemes],
      ...[...groups].map(
        ([kind, parts]) => [kind, Object.assign({}, ...parts.map(([, part]) => part))] as const,
      ),
    ]) as Spec['components'],
  };
}

/** Renames the keys of a group, its references to components, and its operation IDs. */
function suffixed(group: Record<string, unknown>, suffix: string, number: number): Record<string, unknown> {
  const text = JSON.stringify(group)
    .replaceAll(/"(#\/components\/[^"]+)"/g, `"$1${number}"`)
    .replaceAll(/"operationId":"([^"]+)"/g, `"operationId":"$1${number}"`);
  const copy: unknown = JSON.parse(text);
  return Object.fromEntries(Object.entries(entriesOf(copy)).map(([key, value]) => [key + suffix, value]));
}

function entriesOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
