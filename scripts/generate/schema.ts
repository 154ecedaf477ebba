import openapiTS, { astToString } from 'openapi-typescript';
import type { Description } from './bundle.ts';
import { banner } from './banner.ts';

/** `paths`, `components` and `operations`, by openapi-typescript. */
export async function emitSchema(description: Description): Promise<string> {
  // The library writes into what it is given, and takes its input for one of a wider type.
  const input = JSON.stringify(description);
  const nodes = await openapiTS(input, { silent: true, alphabetize: false });
  return banner('openapi-typescript') + astToString(nodes);
}
