/**
 * Applies a diff to the code of a file. Removed lines must follow each other in the code, and occur once. Added
 * lines replace the removed ones before them.
 *
 * @throws Error if the removed lines don't occur exactly once
 */
export function applyDiff(code: string, diff: string): string {
  let changed = code;
  for (const [, removed = '', added = ''] of diff.matchAll(/((?:^-.*\n)+)((?:^\+.*\n)*)/gm)) {
    const [before, after, ...more] = changed.split(withoutMarks(removed));
    if (before === undefined || after === undefined || more.length > 0) {
      throw new Error(`The code doesn't have these lines once:\n${removed}`);
    }
    changed = before + withoutMarks(added) + after;
  }
  return changed;
}

function withoutMarks(lines: string): string {
  return lines.replaceAll(/^[-+]/gm, '');
}
