const FIELD = /("openapi-version":\s*)"[^"]*"/;

/**
 * The manifest with the version of the description in `optimaldial.openapi-version`. Nothing else
 * of it changes, not even its layout: the rest is written by hand.
 */
export function recordVersion(manifest: string, version: string): string {
  if (!FIELD.test(manifest)) {
    throw new Error('The package.json of the types lacks `"optimaldial": { "openapi-version": "…" }`.');
  }
  return manifest.replace(FIELD, (_, key: string) => `${key}${JSON.stringify(version)}`);
}
