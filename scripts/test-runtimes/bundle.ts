import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { settingsModule } from './project.ts';

/** A module with the story and the installed client in it. */
export interface Bundle {
  readonly code: string;
  /** kB, minified and gzipped. */
  readonly size: number;
}

/** Bundles an entry for a runtime that loads one file, as the user of such a runtime does. */
export async function bundle(project: string, entry: string, settings: object): Promise<Bundle> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: project, loader: 'js' },
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
    plugins: [
      {
        name: 'settings',
        setup(esbuild) {
          esbuild.onLoad({ filter: /[/\\]settings\.js$/ }, () => ({ contents: settingsModule(settings) }));
        },
      },
    ],
  });
  const code = outputFiles[0]?.text ?? '';
  return { code, size: gzipSync(code).length / 1000 };
}
