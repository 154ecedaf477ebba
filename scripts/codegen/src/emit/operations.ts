import { METHODS, resolve, type Spec } from '../spec.ts';
import { banner } from './banner.ts';

/** Emits the ID of each operation, which names the spans of a trace. */
export function emitOperations(spec: Spec): string {
  const paths = Object.entries(spec.paths).map(([path, item]) => {
    const operations = METHODS.filter((method) => method in item).map(
      (method) => `${method.toUpperCase()}: '${String(resolve(spec, item[method])['operationId'])}'`,
    );
    return `  '${path}': { ${operations.join(', ')} },\n`;
  });
  return `${banner()}/** The ID of each operation, by path and method. */
export const operations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
${paths.join('')}};
`;
}
