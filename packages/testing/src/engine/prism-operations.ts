import type { IHttpOperation } from '@stoplight/types';
import { copySpec } from '../spec/operations.ts';

/**
 * A copy of the operations in Prism's format. The build replaces this module with one that has the
 * operations precomputed (`build/bundle-options.ts`), because the parser for specs is half of the size and the load time.
 */
export async function prismOperations(): Promise<IHttpOperation[]> {
  const { getHttpOperationsFromSpec } = await import('@stoplight/prism-http');
  return getHttpOperationsFromSpec(copySpec());
}
