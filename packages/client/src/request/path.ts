import { InvalidInputError } from '../errors/invalid-input.ts';
import { ownProperty } from '../own-property.ts';

// A template of the description: segments that are words or one parameter. Anything else could lead to
// another host or path once it stands behind the base URL.
const TEMPLATE = /^(?:\/(?:[\w-]+|\{\w+\}))+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Checks the path of a raw call, which only the compiler knows to be one of the description.
 *
 * @throws InvalidInputError where it is no path template
 */
export function checkTemplate(template: unknown): void {
  if (typeof template === 'string' && TEMPLATE.test(template)) return;
  throw new InvalidInputError(
    'The path of a raw call must be a template of the description, such as `/api/v1/uploads/{upload_id}`, with its values in `params.path`. Nothing was sent.',
  );
}

/**
 * Fills a path template. Every path parameter of this API is a uuid, which a test holds against the
 * description; so nothing else gets into a path, and no value can lead to another one.
 *
 * @throws InvalidInputError where a parameter is missing or no uuid; the value is not shown
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
  throw new InvalidInputError(
    `\`${name}\` must be a uuid, such as the \`id\` that the API gave; got ${describe(value)}. Nothing was sent.`,
  );
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : `a string of length ${value.length}`;
  return `a value of type ${typeof value}`;
}
