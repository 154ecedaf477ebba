import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Bundles a program into one text.
 *
 * @param source the code of the program
 * @param options.platform where the program runs. @default browser
 * @param options.minify whether to minify. @default true for a browser
 * @param options.folder folder to resolve imports from. @default the folder of this file
 * @param options.external packages that stay imports. @default none
 */
export async function bundle(
  source: string,
  options: {
    platform?: 'browser' | 'node';
    minify?: boolean;
    folder?: string;
    external?: readonly string[];
  } = {},
): Promise<string> {
  const { platform = 'browser', folder = import.meta.dirname, external = [] } = options;
  const { minify = platform === 'browser' } = options;
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify,
    format: 'esm',
    target: 'es2023',
    platform,
    external: [...external],
    write: false,
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild returned no output.');
  return output.text;
}

/** The size of a text in bytes, compressed with gzip. */
export function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}
