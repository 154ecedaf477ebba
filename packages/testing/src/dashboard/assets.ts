import { buildSync } from 'esbuild';

// The build replaces this module with one that contains both texts (`build/bundle-options.ts`): esbuild isn't installed
// with the package.

/** Stylesheet of the dashboard. */
export const style: string = bundle('dashboard.css');

/** Script of the dashboard. */
export const script: string = bundle('main.ts');

function bundle(name: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [`${import.meta.dirname}/browser/${name}`],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}
