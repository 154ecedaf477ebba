import { InvalidInputError } from '../errors/invalid-input.ts';
import { typeName } from '../describe-value.ts';
import { ownProperty } from '../own-property.ts';

// Segments are words or one parameter. Anything else could change the host or path after the base URL. No word
// starts with 8 hex digits, but an ID does, which `onAttempt` would report as part of the template.
const TEMPLATE = /^(?:\/(?:(?![\da-f]{8})[\w-]+|\{\w+\}))+$/i;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Checks the path of a raw call at run time.
 *
 * @throws InvalidInputError if it is not a path template
 */
export function checkTemplate(template: unknown): void {
  if (typeof template === 'string' && TEMPLATE.test(template)) return;
  throw new InvalidInputError(
    'The path of a raw call must be a path template of the spec, such as `/api/v1/uploads/{upload_id}`, with its values in `params.path`.',
  );
}

/**
 * Fills in a path template. Every path parameter of this API is a UUID (a test compares this with the
 * spec), so no other value can get into a path and change it.
 *
 * @throws InvalidInputError if a parameter is missing or not a UUID; its value is not shown
 */
export function fillPath(template: string, parameters: Readonly<Record<string, unknown>>): string {
  const start = template.indexOf('{');
  if (start === -1) return template;
  const end = template.indexOf('}', start);
  const name = template.slice(start + 1, end);
  const value = ownProperty(parameters, name);
  if (typeof value === 'string' && UUID.test(value)) {
    return template.slice(0, start) + value + fillPath(template.slice(end + 1), parameters);
  }
  const given = typeof value === 'string' ? `a string of length ${value.length}` : typeName(value);
  throw new InvalidInputError(
    `\`${name}\` must be a UUID, such as the \`id\` that the API returned, got ${given}.`,
  );
}
