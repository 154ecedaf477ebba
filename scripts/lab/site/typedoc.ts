import { readFileSync, readdirSync } from 'node:fs';
import { root } from '@optimaldial/checks/shell';
import { Application, LogLevel, OptionDefaults } from 'typedoc';
import { arrange, type EntryPoint } from './arrange.ts';
import navigation from './navigation.json' with { type: 'json' };

const here = import.meta.dirname;

/**
 * Renders the guides and the packages.
 *
 * @throws if TypeDoc reports an error or a warning
 */
export async function render(out: string): Promise<void> {
  const entryPoints = ['client', 'jobs', 'testing', 'types'].flatMap(entryPointsOf);
  const app = await Application.bootstrap({
    name: 'OptimalDial for TypeScript',
    basePath: root,
    tsconfig: `${here}/typedoc.tsconfig.json`,
    entryPoints: entryPoints.map(({ file }) => file),
    sortEntryPoints: false,
    readme: `${root}docs/README.md`,
    navigationLinks: Object.fromEntries(
      Object.entries(navigation).map(([label, page]) => [label, `site:${page}`]),
    ),
    projectDocuments: [...guides(), `${root}CONTRIBUTING.md`],
    out,
    customCss: `${here}/assets/site.css`,
    favicon: `${here}/assets/icon.svg`,
    hideGenerator: true,
    githubPages: false,
    includeHierarchySummary: false,
    // `pnpm check` checks the types.
    skipErrorChecking: true,
    // Tags that openapi-typescript writes and TypeDoc doesn't know.
    blockTags: [...OptionDefaults.blockTags, '@description', '@constant'],
    notRenderedTags: [...OptionDefaults.notRenderedTags, '@constant'],
    navigation: { includeGroups: true, includeCategories: false, includeFolders: false },
    groupOrder: [
      'Guides',
      'Packages',
      'Contributing',
      'Functions',
      'Interfaces',
      'Type Aliases',
      'Classes',
      '*',
    ],
    searchInDocuments: true,
    searchInComments: true,
    highlightLanguages: ['typescript', 'javascript', 'json', 'jsonc', 'shellscript', 'yaml', 'diff'],
    ignoredHighlightLanguages: ['text', 'md', 'conf'],
    lightHighlightTheme: 'github-light-default',
    darkHighlightTheme: 'github-dark-default',
    disableGit: true,
    disableSources: true,
    sort: ['alphabetical-ignoring-documents'],
    logLevel: LogLevel.Warn,
  });
  arrange(app, entryPoints);
  app.options.setValue('router', 'site');
  const project = await app.convert();
  if (project !== undefined) {
    app.validate(project);
    await app.generateOutputs(project);
  }
  if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings())
    throw new Error('TypeDoc reported the problems above.');
}

/** The modules that users can import from a package, with their source files. */
function entryPointsOf(name: string): EntryPoint[] {
  const folder = `${root}packages/${name}`;
  const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    name: string;
    exports: Record<string, string>;
  };
  return Object.entries(manifest.exports)
    .filter(([, file]) => file.endsWith('.ts'))
    .map(([subpath, file]) => ({
      name: `${manifest.name}${subpath.slice(1)}`,
      file: `${folder}${file.slice(1)}`,
      readme: subpath === '.' ? `${folder}/README.md` : undefined,
    }));
}

/** The guides, in the order in which docs/README.md links to them. */
function guides(): string[] {
  const index = readFileSync(`${root}docs/README.md`, 'utf8');
  const linked = new Set([...index.matchAll(/\]\(([\w/-]+\.md)/g)].map(([, file = '']) => file));
  const missing = readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.md') && file !== 'README.md' && !linked.has(file),
  );
  if (missing.length > 0) throw new Error(`docs/README.md has no link to ${missing.join(', ')}.`);
  return [...linked].map((file) => `${root}docs/${file}`);
}
