const FIELD = /("openapi-version":\s*)"[^"]*"/;

/**
 * Writes the version of the spec to `optimaldial.openapi-version` of a package.json. The rest of the file
 * is written by hand, so nothing else in it changes, including its formatting.
 */
export function recordVersion(manifest: string, version: string): string {
  if (!FIELD.test(manifest)) {
    throw new Error('Add `"optimaldial": { "openapi-version": "" }` to packages/types/package.json.');
  }
  return manifest.replace(FIELD, (_, key: string) => `${key}${JSON.stringify(version)}`);
}
