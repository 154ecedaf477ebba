import { build } from 'esbuild';

/**
 * Bundles a program into one text.
 *
 * @param source its code
 * @param platform what it is for
 * @param minify default: for a browser
 * @param folder where the code would stand in a file. Default: beside this one
 */
export async function bundle(
  source: string,
  platform: 'browser' | 'node',
  minify = platform === 'browser',
  folder: string = import.meta.dirname,
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: folder, loader: 'ts' },
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
