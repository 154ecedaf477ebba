import { METHODS, resolve, type Spec } from '../spec.ts';
import { banner } from './banner.ts';

/** Properties that identify an object: a resource, a page, a download link. */
const IDENTIFYING = ['id', 'data', 'download_url'];

/** Emits the smallest valid success response of each operation, which the client checks responses against. */
export function emitResponses(spec: Spec): string {
  const paths = Object.entries(spec.paths).map(([path, item]) => {
    const operations = METHODS.filter((method) => method in item).map(
      (method) => `${method.toUpperCase()}: ${leastOf(spec, resolve(spec, item[method]))}`,
    );
    return `  '${path}': { ${operations.join(', ')} },\n`;
  });
  return `${banner()}/** The smallest success of each operation, by path and method; \`null\` if the spec does not describe a body. */
export const responses: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
${paths.join('')}};
`;
}

function leastOf(spec: Spec, operation: Record<string, unknown>): string {
  const least = Object.entries(resolve(spec, operation['responses']))
    .filter(([status]) => status.startsWith('2'))
    .map(([, response]) => {
      const content = resolve(spec, resolve(spec, response)['content']);
      return sample(spec, resolve(spec, content['application/json'])['schema']);
    });
  // If an operation has several different success responses, the client can't know which one to expect.
  return new Set(least).size === 1 ? (least[0] ?? 'null') : 'null';
}

/** The smallest value of a schema, as code; `null` if the schema does not name one type. */
function sample(spec: Spec, value: unknown): string {
  const schema = resolve(spec, value);
  switch (schema['type']) {
    case 'array':
      return `[${sample(spec, schema['items'])}]`;
    case 'object':
      return object(spec, schema);
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

function object(spec: Spec, schema: Record<string, unknown>): string {
  const all = resolve(spec, schema['properties']);
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const identifying = IDENTIFYING.find((name) => required.includes(name));
  const fields = (identifying === undefined ? required : [identifying])
    .map((name) => ({ name, least: sample(spec, all[name]) }))
    .filter(({ least }) => least !== 'null')
    .map(({ name, least }) => `${name}: ${least}`);
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}';
}
