import { resolve, type Description } from './bundle.ts';
import { banner } from './banner.ts';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;
/** Properties without which an object is of no use: of a resource, a page and a link. */
const IDENTIFYING = ['id', 'data', 'download_url'];

/** What a success of each operation has to have at least, for a client to check. */
export function emitResponses(description: Description): string {
  const paths = Object.entries(description.paths).map(([path, item]) => {
    const operations = METHODS.filter((method) => method in item).map(
      (method) => `${method.toUpperCase()}: ${leastOf(description, resolve(description, item[method]))}`,
    );
    return `  '${path}': { ${operations.join(', ')} },\n`;
  });
  return `${banner('scripts/generate/responses.ts')}/** The smallest success of each operation, by path and method; \`null\` if the spec does not describe a body. */
export const responses: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
${paths.join('')}};
`;
}

function leastOf(description: Description, operation: Record<string, unknown>): string {
  const least = Object.entries(resolve(description, operation['responses']))
    .filter(([status]) => status.startsWith('2'))
    .map(([, response]) => {
      const content = resolve(description, resolve(description, response)['content']);
      return sample(description, resolve(description, content['application/json'])['schema']);
    });
  // Several successes that differ: nothing is known of the body that they have in common.
  return new Set(least).size === 1 ? (least[0] ?? 'null') : 'null';
}

/** The smallest value of a schema, as code; `null` if the schema does not name one type. */
function sample(description: Description, value: unknown): string {
  const schema = resolve(description, value);
  switch (schema['type']) {
    case 'array':
      return `[${sample(description, schema['items'])}]`;
    case 'object':
      return object(description, schema);
    case 'string':
      return "''";
    case 'integer':
    case 'number':
      return '0';
    case 'boolean':
      return 'false';
    default:
      return 'null';
  }
}

function object(description: Description, schema: Record<string, unknown>): string {
  const all = resolve(description, schema['properties']);
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const identifying = IDENTIFYING.find((name) => required.includes(name));
  const fields = (identifying === undefined ? required : [identifying])
    .map((name) => ({ name, least: sample(description, all[name]) }))
    .filter(({ least }) => least !== 'null')
    .map(({ name, least }) => `${name}: ${least}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}
