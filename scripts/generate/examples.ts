import { resolve, type Description } from './bundle.ts';
import { banner } from './banner.ts';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** The names of the response examples, by operation and status, as a type. */
export function emitExamples(description: Description): string {
  const operations = Object.values(description.paths).flatMap((path) =>
    METHODS.filter((method) => method in path).map((method) => {
      const operation = resolve(description, path[method]);
      return `  ${String(operation['operationId'])}: {\n${responses(description, operation)}  };\n`;
    }),
  );
  return (
    banner('scripts/generate/examples.ts') +
    '/** Names of the response examples of each operation, by status; `never` if a status has none. */\n' +
    `export interface OperationExamples {\n${operations.join('')}}\n`
  );
}

function responses(description: Description, operation: Record<string, unknown>): string {
  return Object.entries(resolve(description, operation['responses']))
    .map(([status, value]) => {
      const content = resolve(description, resolve(description, value)['content']);
      const names = Object.values(content).flatMap((media) =>
        Object.keys(resolve(description, resolve(description, media)['examples'])),
      );
      return `    ${status}: ${names.map((name) => JSON.stringify(name)).join(' | ') || 'never'};\n`;
    })
    .join('');
}
