import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import type { Spec } from '../spec.ts';
import { banner } from './banner.ts';

/** Emits `paths`, `components` and `operations` with openapi-typescript. */
export async function emitSchema(spec: Spec): Promise<string> {
  // The library modifies its input, and its parameter has a wider type.
  const input = JSON.stringify(spec);
  const nodes = await openapiTS(input, {
    silent: true,
    alphabetize: false,
    // A field with a default is still optional in a request.
    defaultNonNullable: false,
    // The library types binary fields as strings.
    transform: (schema) =>
      schema.format === 'binary' ? ts.factory.createTypeReferenceNode('Blob') : undefined,
  });
  const { transformed } = ts.transform(nodes, [allowUndefined]);
  return banner('openapi-typescript') + astToString(transformed);
}

/**
 * Adds `undefined` to the type of every optional property. Otherwise, a caller that uses
 * `exactOptionalPropertyTypes` couldn't pass a value that may be undefined.
 */
function allowUndefined(context: ts.TransformationContext): ts.Transformer<ts.Node> {
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => {
    const visited = ts.visitEachChild(node, visit, context);
    if (!ts.isPropertySignature(visited) || !visited.questionToken || !visited.type) return visited;
    if (visited.type.kind === ts.SyntaxKind.NeverKeyword) return visited;
    const type = factory.createUnionTypeNode([
      ...(ts.isUnionTypeNode(visited.type) ? visited.type.types : [visited.type]),
      factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword),
    ]);
    return factory.updatePropertySignature(
      visited,
      visited.modifiers,
      visited.name,
      visited.questionToken,
      type,
    );
  };
  return visit;
}
