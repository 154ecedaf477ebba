import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Bundles a program into one text, without what it loads later with `import()`.
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
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify,
    format: 'esm',
    target: 'es2023',
    platform,
    external: [...external],
    splitting: true,
    outdir: 'out',
    metafile: true,
    absWorkingDir: folder,
    write: false,
  });
  const loaded = new Set(
    Object.keys(metafile.outputs).filter((name) => metafile.outputs[name]?.entryPoint === '<stdin>'),
  );
  // A set also iterates over what is added meanwhile.
  for (const name of loaded) {
    for (const { path, kind } of metafile.outputs[name]?.imports ?? []) {
      if (kind === 'import-statement' && path in metafile.outputs) loaded.add(path);
    }
  }
  const texts = outputFiles.flatMap(({ path, text }) => (loaded.has(relative(folder, path)) ? [text] : []));
  if (texts.length === 0) throw new Error('esbuild returned no output.');
  return texts.join('');
}

/** The size of a text in bytes, compressed with gzip. */
export function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}
