import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { root } from '../shell.ts';
import { classesByCode, errorCodes, type CodeEntry } from './error-codes.ts';

/** The folder with a page for each code of an error, relative to the root. */
const FOLDER = 'docs/errors';
const [START, END] = ['<!-- error: generated from the sources -->', '<!-- /error -->'];

/**
 * The pages of all codes with their facts brought up to date, by path.
 *
 * @throws if a code has no page, or a page no code
 */
export function errorPages(): Map<string, string> {
  const [codes, classes] = [errorCodes(), classesByCode()];
  const known = new Set(codes.map(({ code }) => `${code}.md`));
  const unknown = readdirSync(`${root}${FOLDER}`).filter((file) => !known.has(file));
  if (unknown.length > 0) throw new Error(`${FOLDER}: no error has the code of ${unknown.join(', ')}.`);
  return new Map(
    codes.map((entry) => {
      const path = `${FOLDER}/${entry.code}.md`;
      if (!existsSync(`${root}${path}`))
        throw new Error(`${path} is missing. Copy another page, and describe cause, example and what to do.`);
      return [path, withFacts(readFileSync(`${root}${path}`, 'utf8'), entry, classes.get(entry.code) ?? '')];
    }),
  );
}

/** The page of a code with its title and facts brought up to date. */
export function withFacts(text: string, { code, next, when }: CodeEntry, name: string): string {
  const body = text.split(END)[1];
  if (body === undefined) throw new Error(`${FOLDER}/${code}.md lacks ${START} … ${END}.`);
  const facts = [
    `- **Class:** \`${name}\``,
    `- **\`next\`:** [\`${next}\`](../errors-and-retries.md#handle-errors)`,
    `- **Thrown if:** ${when}`,
  ];
  return `# ${code}\n\n${START}\n\n${facts.join('\n')}\n\n${END}${body}`;
}
