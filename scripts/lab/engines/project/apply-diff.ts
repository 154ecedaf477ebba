/**
 * Applies a diff to the code of a file. Removed lines must follow each other in the code, and occur once. Added
 * lines replace the removed ones before them.
 *
 * @throws Error if the removed lines don't occur exactly once
 */
export function applyDiff(code: string, diff: string): string {
  const lines = code.split('\n');
  for (const [, removed = '', added = ''] of diff.matchAll(/((?:^-.*\n)+)((?:^\+.*\n)*)/gm)) {
    const old = withoutMarks(removed);
    const [start, ...more] = lines
      .keys()
      .filter((index) => old.every((line, n) => lines[index + n] === line));
    if (start === undefined || more.length > 0) {
      throw new Error(`The code doesn't have these lines once:\n${removed}`);
    }
    lines.splice(start, old.length, ...withoutMarks(added));
  }
  return lines.join('\n');
}

function withoutMarks(text: string): string[] {
  return [...text.matchAll(/^[-+](.*)\n/gm)].map(([, line = '']) => line);
}
