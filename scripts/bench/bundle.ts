import { build } from 'esbuild';

/**
 * Bundles a program into one text.
 *
 * @param source its code, as it would stand in a file beside this one
 * @param platform what it is for
 * @param minify default: for a browser
 */
export async function bundle(
  source: string,
  platform: 'browser' | 'node',
  minify = platform === 'browser',
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    minify,
    format: 'esm',
    target: 'es2023',
    platform,
    write: false,
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild wrote nothing');
  return output.text;
}
