import { textOf, type Shape } from './shape.ts';

/** One difference in substance between their description and ours. */
export interface Difference {
  /** Where, within the operation: `answer 200 data[].id`. */
  place: string;
  kind: 'only theirs' | 'only ours' | 'differs';
  /** What is compared: `type`, `required`, `format`, … */
  what: string;
  theirs?: string;
  ours?: string;
  /** Why ours has it without documentation: what stands here is the first to adopt. */
  inferred?: string;
}

/** Compares two shapes, field by field. `inferred` is what is known of the place that they stand in. */
export function compareShapes(place: string, theirs: Shape, ours: Shape, inferred?: string): Difference[] {
  if (textOf(theirs) === textOf(ours)) return [];
  const reason = ours.inferred ?? inferred;
  const mark = reason === undefined ? {} : { inferred: reason };
  const differs = (what: string, a: string, b: string): Difference[] =>
    a === b ? [] : [{ place, kind: 'differs', what, theirs: a, ours: b, ...mark }];
  if (theirs.variants ?? ours.variants) return compareVariants(place, theirs, ours, reason);
  const onlyTheirs = missing(theirs.values, ours.values);
  const onlyOurs = missing(ours.values, theirs.values);
  return [
    ...differs('type', plain(theirs), plain(ours)),
    ...differs('values', shown(onlyTheirs), shown(onlyOurs)),
    ...[...new Set([...Object.keys(theirs.limits), ...Object.keys(ours.limits)])].flatMap((key) =>
      differs(key, theirs.limits[key] ?? 'none', ours.limits[key] ?? 'none'),
    ),
    ...compareFields(place, theirs, ours, reason),
    ...compareInner(`${place}[]`, theirs.items, ours.items, reason),
    ...compareInner(`${place}.*`, theirs.others, ours.others, reason),
  ];
}

function compareFields(place: string, theirs: Shape, ours: Shape, inferred?: string): Difference[] {
  const names = new Set([...Object.keys(theirs.fields ?? {}), ...Object.keys(ours.fields ?? {})]);
  return [...names].flatMap((name): Difference[] => {
    const a = theirs.fields?.[name];
    const b = ours.fields?.[name];
    const at = place.endsWith(' ') || place === '' ? `${place}${name}` : `${place}.${name}`;
    if (!a || !b) return only(at, a?.shape, b?.shape, inferred);
    const reason = b.shape.inferred ?? inferred;
    return [
      ...(a.required === b.required
        ? []
        : [
            {
              place: at,
              kind: 'differs',
              what: 'required',
              theirs: yes(a.required),
              ours: yes(b.required),
              ...(reason === undefined ? {} : { inferred: reason }),
            } satisfies Difference,
          ]),
      ...compareShapes(at, a.shape, b.shape, inferred),
    ];
  });
}

function compareInner(place: string, theirs?: Shape, ours?: Shape, inferred?: string): Difference[] {
  if (theirs && ours) return compareShapes(place, theirs, ours, inferred);
  return theirs || ours ? only(place, theirs, ours, inferred) : [];
}

/** Something that only one of the two has. */
export function only(
  place: string,
  theirs: Shape | undefined,
  ours: Shape | undefined,
  inferred?: string,
): Difference[] {
  const reason = ours?.inferred ?? inferred;
  return [
    {
      place,
      kind: theirs ? 'only theirs' : 'only ours',
      what: 'field',
      ...(theirs ? { theirs: typesOf(theirs) } : {}),
      ...(ours ? { ours: typesOf(ours) } : {}),
      ...(reason === undefined ? {} : { inferred: reason }),
    },
  ];
}

/** What is left of the variants once the equal ones are gone is paired by the fields that they share. */
function compareVariants(place: string, theirs: Shape, ours: Shape, inferred?: string): Difference[] {
  const known = new Set((ours.variants ?? [ours]).map(textOf));
  const theirTexts = new Set((theirs.variants ?? [theirs]).map(textOf));
  const left = (theirs.variants ?? [theirs]).filter((variant) => !known.has(textOf(variant)));
  const rest = (ours.variants ?? [ours]).filter((variant) => !theirTexts.has(textOf(variant)));
  const found: Difference[] = [];
  for (const variant of left) {
    const index = rest.findIndex((candidate) => fits(variant, candidate));
    const [partner] = index < 0 ? [] : rest.splice(index, 1);
    found.push(
      ...(partner
        ? compareShapes(place, variant, partner, inferred)
        : only(place, variant, undefined, inferred)),
    );
  }
  found.push(...rest.flatMap((variant) => only(place, undefined, variant, inferred)));
  const [a, b] = [theirs, ours].map(({ types }) => (types.includes('null') ? 'yes' : 'no'));
  const mark = inferred === undefined ? {} : { inferred };
  if (a !== undefined && b !== undefined && a !== b) {
    found.push({ place, kind: 'differs', what: 'can be null', theirs: a, ours: b, ...mark });
  }
  return found.map((difference) =>
    difference.what === 'field' && difference.place === place
      ? { ...difference, what: 'variant' }
      : difference,
  );
}

function fits(a: Shape, b: Shape): boolean {
  const [type] = a.types;
  if (type !== b.types[0]) return false;
  if (type !== 'object') return true;
  return Object.keys(a.fields ?? {}).some((name) => b.fields?.[name] !== undefined);
}

/** The types in words: `string (uuid) | null`, `array of integer`. */
function typesOf(shape: Shape): string {
  const { types, items, variants = [], limits } = shape;
  const format = limits['format'] === undefined ? '' : ` (${limits['format'].replaceAll('"', '')})`;
  const names = [
    ...variants.map(typesOf),
    ...types.map((type) => {
      if (type === 'array' && items) return `array of ${typesOf(items)}`;
      return type === 'null' ? type : `${type}${format}`;
    }),
  ];
  return [...new Set(names)].join(' | ') || 'anything';
}

/** The types alone: what is inside of them is compared on its own. */
function plain({ types }: Shape): string {
  return types.join(' | ') || 'anything';
}

function missing(values: readonly string[] = [], known: readonly string[] = []): string[] {
  return values.filter((value) => !known.includes(value));
}

const shown = (values: readonly string[]): string => values.join(', ') || 'none';

const yes = (value: boolean): string => (value ? 'yes' : 'no');
