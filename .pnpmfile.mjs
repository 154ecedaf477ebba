/** Copies the repository's address from the root manifest, its one place, into each packed manifest. */
import { relative } from 'node:path';
import manifest from './package.json' with { type: 'json' };

/** @type {{ repository?: object }} */
const { repository } = manifest;

export const hooks = {
  /**
   * @param {object} packed manifest of a package
   * @param {string} folder folder of that package
   */
  beforePacking(packed, folder) {
    if (repository === undefined) return packed;
    const directory = relative(import.meta.dirname, folder).replaceAll('\\', '/');
    return { ...packed, repository: { ...repository, directory } };
  },
};
