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
  return banner('openapi-typescript') + astToString(nodes);
}
