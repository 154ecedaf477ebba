import { METHODS, resolve, type Spec } from '../spec.ts';
import { banner } from './banner.ts';

/** Emits a type with the names of the response examples, by operation and status. */
export function emitExamples(spec: Spec): string {
  const operations = Object.values(spec.paths).flatMap((path) =>
    METHODS.filter((method) => method in path).map((method) => {
      const operation = resolve(spec, path[method]);
      return `  ${String(operation['operationId'])}: {\n${responses(spec, operation)}  };\n`;
    }),
  );
  return (
    banner() +
    '/** Names of the response examples of each operation, by status; `never` if a status has none. */\n' +
    `export interface OperationExamples {\n${operations.join('')}}\n`
  );
}

function responses(spec: Spec, operation: Record<string, unknown>): string {
  return Object.entries(resolve(spec, operation['responses']))
    .map(([status, value]) => {
      const content = resolve(spec, resolve(spec, value)['content']);
      const names = Object.values(content).flatMap((media) =>
        Object.keys(resolve(spec, resolve(spec, media)['examples'])),
      );
      return `    ${status}: ${names.map((name) => JSON.stringify(name)).join(' | ') || 'never'};\n`;
    })
    .join('');
}
