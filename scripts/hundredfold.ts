import { isObject, type Spec } from '@optimaldial/codegen/spec';

/**
 * The description many times over, as one: each copy has paths, operations, events and components of its
 * own. What grows faster than in proportion shows with it.
 */
export function multiply(description: Spec, times: number): Spec {
  const { securitySchemes, ...components } = entriesOf(description.components);
  const copies = Array.from({ length: times }, (_, index) => {
    const number = index + 1;
    return {
      paths: suffixed(description.paths, `/${number}`, number),
      webhooks: suffixed(description.webhooks ?? {}, `.${number}`, number),
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
    ...description,
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

/** A group with other keys, whose content refers to components with other keys, and has other operations. */
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
