import { isDeepStrictEqual } from 'node:util';
import { type Spec, stepsOf } from '@optimaldial/codegen/spec';
import { runDiffer, type RawChange } from './differ.ts';
import { changedExamples } from './examples.ts';
import { mergeProperties } from './merge.ts';
import { newValues, severityOf, type Severity } from './severity.ts';
import { lastOf, placeOf } from './place.ts';
import { phraseOf, sideOf } from './phrase.ts';
import { usesOf } from './uses.ts';

/** One change of the spec, with its severity and a description. */
export interface Change {
  severity: Severity;
  /** The operations and events that it affects. Empty if it affects the whole API. */
  operations: readonly string[];
  /** The field that changed, and its owner: `Upload.storage_path`. */
  field: string;
  /** The change as the start of a sentence in the past tense. */
  what: string;
  /** Values that a response or an event can newly have. An exhaustive switch needs a case for each. */
  newValues: readonly string[];
}

const ORDER: readonly Severity[] = ['breaking', 'additive', 'docs'];

/** Finds every change from `base` to `revision`, breaking changes first. */
export async function compareSpecs(base: Spec, revision: Spec): Promise<Change[]> {
  if (isDeepStrictEqual(base, revision)) return [];
  const uses = usesOf(base, revision);
  const changes = mergeProperties((await runDiffer(base, revision)).filter(isNews)).map(
    ({ raw, severity, phrase }): Change => {
      const { spec, pointer } = sideOf(raw, base, revision);
      const place = placeOf(spec, pointer);
      const operations = uses(pointer);
      return {
        severity: severity ?? severityOf(raw),
        operations,
        field: [place.owner, place.field].filter((part) => part !== '').join('.'),
        what: phrase?.(place) ?? phraseOf(raw, place, operations),
        newValues: newValues(raw),
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
      newValues: [],
    });
  }
  // Something that is compared by neither, such as the order of parameters. Generated code may differ.
  if (changes.length === 0) {
    changes.push({
      severity: 'docs',
      operations: [],
      field: '',
      what: 'Rearranged the spec',
      newValues: [],
    });
  }
  return changes.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

// A reason is added or removed together with the mark that it explains.
function isNews({ property, base, revision }: RawChange): boolean {
  return property !== 'x-inferred-reason' || (base?.value !== undefined && revision?.value !== undefined);
}
