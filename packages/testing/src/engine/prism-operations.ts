import type { IHttpOperation } from '@stoplight/types';
import { copyDescription } from '../spec/operations.ts';

/**
 * The operations as Prism reads them, a fresh copy. The published package has them made beforehand
 * (`build/`), which spares its users the reader of descriptions: half of the weight, and of the start.
 */
export async function prismOperations(): Promise<IHttpOperation[]> {
  const { getHttpOperationsFromSpec } = await import('@stoplight/prism-http');
  return getHttpOperationsFromSpec(copyDescription());
}
