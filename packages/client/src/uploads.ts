import type { Upload } from '@optimaldial/types';
import type { Invoke } from './call.ts';
import type { CallOptions } from './raw-types.ts';

/** Calls about uploads. */
export interface Uploads {
  /**
   * Retrieves one upload as it stands now.
   *
   * @param id the upload's `id`, a uuid
   * @param options `signal` ends the call; `headers` are sent with it
   * @returns the upload, with the wire's own field names
   * @throws InvalidInputError where `id` is no uuid; nothing was sent
   * @throws AuthenticationError where the key is refused (401)
   * @throws NotFoundError where the organization has no such upload (404)
   * @throws RateLimitError with `retryAfter` in seconds (429), ServerError (5xx), or another `ApiError`
   * @throws ConnectionError or UnreadableResponseError where no usable answer came
   * @see `GET /api/v1/uploads/{upload_id}` in the reference of OptimalDial
   */
  retrieve(id: string, options?: CallOptions): Promise<Upload>;
}

/** Makes the calls about uploads. */
export function createUploads(invoke: Invoke): Uploads {
  return {
    retrieve: (id, options) =>
      invoke('get', '/api/v1/uploads/{upload_id}', { ...options, params: { path: { upload_id: id } } }),
  };
}
