import { isDeepStrictEqual } from 'node:util';
import { type Spec, stepsOf } from '@optimaldial/codegen/spec';
import { runDiffer, type RawChange } from './differ.ts';
import { changedExamples } from './examples.ts';
import { mergeProperties } from './merge.ts';
import { newlyAnswered, severityOf, type Severity } from './judge.ts';
import { lastOf, placeOf } from './place.ts';
import { phraseOf, sideOf } from './phrase.ts';
import { usesOf } from './uses.ts';

/** One change of the description, judged and in words. */
export interface Change {
  severity: Severity;
  /** The operations and events that it reaches; none where it belongs to the whole description. */
  operations: readonly string[];
  /** What changed, in its owner: `Upload.storage_path`. */
  field: string;
  /** What happened, as the beginning of a sentence in the past tense. */
  what: string;
  /** Values that an answer or an event can have from now on: a switch over all of them has to learn these. */
  newlyAnswered: readonly string[];
}

const ORDER: readonly Severity[] = ['breaking', 'additive', 'docs'];

/** Everything in which `revision` differs from `base`, the gravest first. */
export async function compareSpecs(base: Spec, revision: Spec): Promise<Change[]> {
  if (isDeepStrictEqual(base, revision)) return [];
  const uses = usesOf(base, revision);
  const changes = mergeProperties((await runDiffer(base, revision)).filter(isNews)).map(
    ({ raw, severity, phrase }): Change => {
      const { description, pointer } = sideOf(raw, base, revision);
      const place = placeOf(description, pointer);
      const operations = uses(pointer);
      return {
        severity: severity ?? severityOf(raw),
        operations,
        field: [place.owner, place.field].filter((part) => part !== '').join('.'),
        what: phrase?.(place) ?? phraseOf(raw, place, operations),
        newlyAnswered: newlyAnswered(raw),
      };
    },
  );
  for (const pointer of changedExamples(base, revision)) {
    const operations = uses(pointer);
    changes.push({
      severity: 'docs',
      operations,
      field: lastOf(placeOf(revision, pointer)),
      what: `Changed the example \`${stepsOf(pointer).at(-1) ?? ''}\``,
      newlyAnswered: [],
    });
  }
  // Something that neither looks at, such as the order of parameters: what is generated may differ.
  if (changes.length === 0) {
    changes.push({
      severity: 'docs',
      operations: [],
      field: '',
      what: 'Rearranged the description',
      newlyAnswered: [],
    });
  }
  return changes.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

// A reason that comes or goes does so with the mark that it explains.
function isNews({ property, base, revision }: RawChange): boolean {
  return property !== 'x-inferred-reason' || (base?.value !== undefined && revision?.value !== undefined);
}
