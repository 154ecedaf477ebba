import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import type { Description } from './bundle.ts';
import { banner } from './banner.ts';

/** `paths`, `components` and `operations`, by openapi-typescript. */
export async function emitSchema(description: Description): Promise<string> {
  // The library writes into what it is given, and takes its input for one of a wider type.
  const input = JSON.stringify(description);
  const nodes = await openapiTS(input, {
    silent: true,
    alphabetize: false,
    // A field with a default may still be left out of a request.
    defaultNonNullable: false,
    // The library calls a binary part a string, which no file is.
    transform: (schema) =>
      schema.format === 'binary' ? ts.factory.createTypeReferenceNode('Blob') : undefined,
  });
  const { transformed } = ts.transform(nodes, [allowUndefined]);
  return banner('openapi-typescript') + astToString(transformed);
}

/**
 * Lets every optional property be `undefined` as well. With `exactOptionalPropertyTypes`, a caller could
 * otherwise not pass on a value that may be missing; JSON and queries leave it out either way.
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
