import type { Spec } from '@optimaldial/codegen/spec';
import { compareShapes, only, type Difference } from './differences.ts';
import { operationsOf, type Answer, type Operation, type Part } from './operations.ts';

/** The differences of one operation or event. */
export interface Compared {
  /** What ours is called, or theirs where we have none. */
  operation: string;
  differences: readonly Difference[];
}

/** Everything in which their description differs from ours in substance, in the order of ours. */
export function compareSubstance(theirs: Spec, ours: Spec): Compared[] {
  const theirOperations = operationsOf(theirs);
  const ourOperations = operationsOf(ours);
  const keys = new Set([...ourOperations.keys(), ...theirOperations.keys()]);
  return [...keys].flatMap((key) => {
    const a = theirOperations.get(key);
    const b = ourOperations.get(key);
    const operation = (b ?? a)?.name ?? key;
    const differences = a && b ? compareOperations(a, b) : [whole(b)];
    return differences.length > 0 ? [{ operation, differences }] : [];
  });
}

function whole(ours: Operation | undefined): Difference {
  return {
    place: '',
    kind: ours ? 'only ours' : 'only theirs',
    what: 'operation',
    ...(ours?.inferred === undefined ? {} : { inferred: ours.inferred }),
  };
}

function compareOperations(theirs: Operation, ours: Operation): Difference[] {
  const found: Difference[] = [];
  if (theirs.name !== ours.name) {
    found.push({ place: '', kind: 'differs', what: 'path', theirs: theirs.name, ours: ours.name });
  }
  if (theirs.open !== ours.open) {
    const [a, b] = [theirs, ours].map(({ open }) => (open ? 'no' : 'yes'));
    found.push({ place: '', kind: 'differs', what: 'needs a key', theirs: a ?? '', ours: b ?? '' });
  }
  return [
    ...found,
    ...compareParts('', theirs.parameters, ours.parameters),
    ...compareParts('body ', theirs.body, ours.body),
    ...[...new Set([...ours.answers.keys(), ...theirs.answers.keys()])].flatMap((status) =>
      compareAnswers(`answer ${status}`, theirs.answers.get(status), ours.answers.get(status)),
    ),
  ];
}

function compareParts(
  prefix: string,
  theirs: ReadonlyMap<string, Part>,
  ours: ReadonlyMap<string, Part>,
): Difference[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key): Difference[] => {
    const a = theirs.get(key);
    const b = ours.get(key);
    const place = `${prefix}${key}`;
    if (!a || !b) return only(place, a?.shape, b?.shape, b?.inferred);
    const found = compareShapes(prefix === '' ? place : `${place} `, a.shape, b.shape, b.inferred);
    if (a.required === b.required) return found;
    const [required, mine] = [a, b].map((part) => (part.required ? 'yes' : 'no'));
    return [
      {
        place,
        kind: 'differs',
        what: 'required',
        theirs: required ?? '',
        ours: mine ?? '',
        ...(b.inferred === undefined ? {} : { inferred: b.inferred }),
      },
      ...found,
    ];
  });
}

function compareAnswers(place: string, theirs?: Answer, ours?: Answer): Difference[] {
  const mark = ours?.inferred === undefined ? {} : { inferred: ours.inferred };
  if (!theirs || !ours) {
    return [{ place, kind: theirs ? 'only theirs' : 'only ours', what: 'answer', ...mark }];
  }
  const types = [...new Set([...ours.content.keys(), ...theirs.content.keys()])];
  return [
    ...types.flatMap((type) => {
      const a = theirs.content.get(type);
      const b = ours.content.get(type);
      const at = types.length > 1 ? `${place} ${type} ` : `${place} `;
      return a && b ? compareShapes(at, a, b, ours.inferred) : only(`${place} ${type}`, a, b, ours.inferred);
    }),
    ...[...new Set([...ours.headers, ...theirs.headers])].flatMap((header): Difference[] => {
      const [a, b] = [theirs.headers.includes(header), ours.headers.includes(header)];
      if (a === b) return [];
      return [
        {
          place: `${place} header ${header}`,
          kind: a ? 'only theirs' : 'only ours',
          what: 'header',
          ...mark,
        },
      ];
    }),
  ];
}
